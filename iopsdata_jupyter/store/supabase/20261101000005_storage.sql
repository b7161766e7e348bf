-- Bytes of file_assets: a private bucket, with one folder a workspace. Skipped where there is no storage.

do $storage$
begin
  if to_regclass('storage.objects') is null or to_regclass('storage.buckets') is null then
    return;
  end if;

  insert into storage.buckets (id, name, public) values ('iopsdata-files', 'iopsdata-files', false)
    on conflict (id) do update set public = false;

  execute $policy$
    create policy iopsdata_read on storage.objects for select to authenticated using (
      bucket_id = 'iopsdata-files'
      and split_part(name, '/', 1) = any (array(select id::text from private.my_workspaces('viewer') as id))
    )
  $policy$;
  execute $policy$
    create policy iopsdata_add on storage.objects for insert to authenticated with check (
      bucket_id = 'iopsdata-files' and name like '%/%' and name !~ '(^|/)\.{0,2}(/|$)'
      and split_part(name, '/', 1) = any (array(select id::text from private.my_workspaces('editor') as id))
    )
  $policy$;
  execute $policy$
    create policy iopsdata_change on storage.objects for update to authenticated using (
      bucket_id = 'iopsdata-files'
      and split_part(name, '/', 1) = any (array(select id::text from private.my_workspaces('editor') as id))
    ) with check (
      bucket_id = 'iopsdata-files' and name like '%/%' and name !~ '(^|/)\.{0,2}(/|$)'
      and split_part(name, '/', 1) = any (array(select id::text from private.my_workspaces('editor') as id))
    )
  $policy$;
  execute $policy$
    create policy iopsdata_remove on storage.objects for delete to authenticated using (
      bucket_id = 'iopsdata-files'
      and split_part(name, '/', 1) = any (array(select id::text from private.my_workspaces('editor') as id))
    )
  $policy$;
end
$storage$;
