"""Uncaught exceptions in the output of runtimes."""

import pytest

from mock_apollo.fuzz.client.drivers.crash_output import uncaught

CAUSE = """Traceback (most recent call last):
  File "a.py", line 1, in f
    json.loads("")
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "a.py", line 3, in <module>
    raise ApolloRefused("no") from error
client.ApolloRefused: no
"""
GROUP = """  + Exception Group Traceback (most recent call last):
  |   File "a.py", line 1, in <module>
  |     main()
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "a.py", line 2, in work
    |     body["x"]
    | KeyError: 'x'
    +------------------------------------
"""
NODE = """file:///client.mjs:7
    return answer.contact.title.trim();
                                ^

TypeError: Cannot read properties of null (reading 'trim')
    at update (file:///client.mjs:7:33)

Node.js v20.20.2
"""


WORDS = {
    "go": "panic: runtime error: index out of range",
    "rust": "thread 'main' panicked at src/main.rs:4:5:",
    "java": 'Exception in thread "main" java.lang.NullPointerException',
    "dotnet": "Unhandled exception. System.Text.Json.JsonException: x",
    "php": "PHP Fatal error:  Uncaught TypeError: x",
    "ruby": "x.rb:7:in `parse': unexpected token (JSON::ParserError)",
}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (CAUSE, "client.ApolloRefused: no"),
        (GROUP, "KeyError: 'x'"),
        ("Traceback (most recent call last):\n  File ...\nKeyboardInterrupt\n", "KeyboardInterrupt"),
        (NODE, "TypeError: Cannot read properties of null (reading 'trim')"),
        *((f"at first\n{words}\nat last", words) for words in WORDS.values()),
        ("Apollo refused: Parameters misconfigured.\n", ""),
        ("", ""),
    ],
    ids=["cause", "group", "bare", "node", *WORDS, "words", "silence"],
)
def test_the_exception_that_ended_a_program_is_found(said: str, reason: str) -> None:
    """Assumed: of Python that of the last traceback, which is the uncaught one."""
    assert uncaught(said) == reason
