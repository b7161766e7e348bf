"""Another reading of a question, and the offline translator going first."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from iopsdata_jupyter.answering import Answer
from iopsdata_jupyter.config import Settings
from iopsdata_jupyter.errors import TranslationError, UsageError
from iopsdata_jupyter.session import Session
from iopsdata_jupyter.text_to_sql.alternatives import chosen_reading
from iopsdata_jupyter.text_to_sql.choosing import choose
from iopsdata_jupyter.text_to_sql.llm import ModelTranslator
from iopsdata_jupyter.text_to_sql.offline import OfflineTranslator
from iopsdata_jupyter.text_to_sql.offline_first import OfflineFirst
from iopsdata_jupyter.text_to_sql.translator import Alternative, Translation, TranslationRequest
from iopsdata_jupyter.widgets.summary import summarise
from tests.services.openai_server import OpenAIServer, openai_server

__all__ = ["openai_server"]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


class TwoReadings:
    """A translator that weighs two readings of everything."""

    name = "offline"

    def translate(self, request: TranslationRequest) -> Translation:
        other = Alternative("SELECT count(*) AS n FROM customers", "Counts customers.")
        return Translation(
            "SELECT count(*) AS n FROM stores", "offline", 0.6, "Counts stores.", alternatives=(other,)
        )


def _only(answer: Answer) -> int:
    assert answer.dataframe is not None
    return int(answer.dataframe.iloc[0, 0])


def test_the_second_reading_runs_when_it_is_chosen_and_the_first_can_be_had_back(session: Session) -> None:
    first = session.questions.ask("how many are there", translator=TwoReadings())
    second = session.questions.choose(1)
    assert (second.question, second.explanation) == (first.question, "Counts customers.")
    assert _only(second) == int(session.sql("SELECT count(*) FROM customers").frame.iloc[0, 0])
    assert _only(session.questions.choose(1)) == _only(first)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_reading_that_there_is_not_is_refused(session: Session, number: int) -> None:
    session.questions.ask("how many are there", translator=TwoReadings())
    with pytest.raises(UsageError, match="no reading"):
        session.questions.choose(number)


def test_nothing_can_be_chosen_before_a_question(session: Session) -> None:
    with pytest.raises(UsageError, match="Nothing has been asked"):
        session.questions.choose(1)


def test_the_card_says_how_to_choose(session: Session) -> None:
    summary = summarise(session.questions.ask("how many are there", translator=TwoReadings()))
    assert "Another reading, `%ask --choose 1`: Counts customers." in summary.notes


def test_what_a_reading_says_never_hides_characters(session: Session) -> None:
    reading = chosen_reading(Alternative("SELECT 1", "one"), (Alternative("SELECT 2", "two\x1b[31m"),), 1)
    summary = summarise(session.questions.ask("which", translator=reading))
    assert "\x1b" not in str(summary.payload())


def _offline_first(server: OpenAIServer) -> OfflineFirst:
    return OfflineFirst(
        OfflineTranslator(), ModelTranslator("openai/scripted", api_base=server.url, retry_wait_s=0.01)
    )


def test_what_the_offline_translator_answers_never_reaches_the_model(
    session: Session, openai_server: OpenAIServer
) -> None:
    asked = len(openai_server.requests)
    found = session.questions.ask("how many customers are there", translator=_offline_first(openai_server))
    assert (found.translator, found.usage) == ("offline", None)
    assert len(openai_server.requests) == asked


def test_the_history_names_the_translator_that_answered(
    session: Session, openai_server: OpenAIServer
) -> None:
    openai_server.script(json.dumps({"sql": "SELECT count(*) FROM stores"}))
    translator = _offline_first(openai_server)
    session.questions.ask("how many customers are there", translator=translator)
    session.questions.ask("wie viele Filialen gibt es in diesem Unternehmen", translator=translator)
    latest = session.store.history(limit=2)
    assert [entry.translator for entry in latest] == ["openai/scripted", "offline"]
    audited = [event.translator for event in session.store.audit(limit=2)]
    assert audited == ["openai/scripted", "offline"]


def test_what_it_declines_goes_to_the_model(session: Session, openai_server: OpenAIServer) -> None:
    openai_server.script(json.dumps({"sql": "SELECT count(*) FROM stores"}))
    found = session.questions.ask(
        "wie viele Filialen gibt es in diesem Unternehmen", translator=_offline_first(openai_server)
    )
    assert found.translator == "openai/scripted"
    assert found.usage is not None


def test_the_setting_puts_the_offline_translator_first() -> None:
    settings = replace(Settings(), translator="offline_first")
    assert choose(None, None, settings).name == "offline"
    both = choose(None, None, replace(settings, model="openai/scripted"))
    assert isinstance(both, OfflineFirst)
    assert both.name == "openai/scripted"


def test_without_a_model_offline_first_declines_with_the_way_to_one(session: Session) -> None:
    with pytest.raises(TranslationError) as caught:
        session.questions.ask("wie viele Filialen gibt es in diesem Unternehmen", translator="offline_first")
    assert "IOPSDATA_MODEL" in (caught.value.hint or "")


def test_the_magic_chooses(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from iopsdata_jupyter import session as module
    from iopsdata_jupyter.magics.ask import ask

    monkeypatch.setattr(module, "current_session", lambda: session)
    session.questions.ask("how many are there", translator=TwoReadings())
    frame = ask("--choose 1")
    assert frame is not None
    assert int(frame.iloc[0, 0]) == int(session.sql("SELECT count(*) FROM customers").frame.iloc[0, 0])
