"""SQL migrations of a Supabase project; `iopsdata supabase migrations` writes them out."""
