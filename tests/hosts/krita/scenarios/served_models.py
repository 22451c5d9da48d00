"""Is the model that the docker shows and prices the one that is asked? served_models.outside.py looks at what was asked for."""

from inlay_in_krita import *  # noqa: F403


def the_docker_shows_and_prices_the_model_that_the_service_serves_and_asks_it():
    document, _, data = yield from painted_document(150, 100, "colours", 0, 0, 150, 100)
    options()
    model = docker().fields["model"]
    yield lambda: model.text() == "gemini-3.1-flash-lite-image"
    assert [model.widget.itemText(row) for row in range(model.widget.count())] == ["gemini-3.1-flash-lite-image"]
    assert docker().price.text() == "About $0.034.", docker().price.text()
    press_run("invert")
    yield idle
    assert message() == "" and pixels(document.activeNode(), 0, 0, 150, 100) == inverted(data), (message(), docker().message.advice.text())
    close(document)
