using Scalewright.Providers.Containers.Client;

namespace Containers.Tests;

public sealed class EngineSearchTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("DOCKER_HOST=tcp://a:2375,CONTAINER_HOST=tcp://b:2375", "tcp://c:2375", "/var/run/docker.sock", "tcp://a:2375")]
    [InlineData("CONTAINER_HOST=tcp://b:2375", "tcp://c:2375", "/var/run/docker.sock", "tcp://b:2375")]
    [InlineData("DOCKER_HOST=", "tcp://c:2375", "/var/run/docker.sock", "tcp://c:2375")]
    [InlineData("XDG_RUNTIME_DIR=/run/user/7", "", "/var/run/docker.sock,/run/user/7/podman/podman.sock", "unix:///var/run/docker.sock")]
    [InlineData(
        "XDG_RUNTIME_DIR=/run/user/7",
        "",
        "/run/user/7/podman/podman.sock,/run/podman/podman.sock",
        "unix:///run/user/7/podman/podman.sock"
    )]
    [InlineData("", "", "/run/podman/podman.sock", "unix:///run/podman/podman.sock")]
    public void The_first_address_of_variables_context_and_sockets_is_used(
        string variables,
        string context,
        string sockets,
        string expected
    ) => Search(variables, context, sockets).ShouldBe(new Uri(expected));

    [Fact]
    public void Without_an_engine_the_message_lists_all_locations()
    {
        ProviderException failure = Should.Throw<ProviderException>(() => Search("XDG_RUNTIME_DIR=/run/user/7", "", ""));

        failure.Problems[0].Code.ShouldBe(ProblemCode.ProviderUnavailable);
        failure
            .Problems[0]
            .Message.ShouldBe(
                "no container engine answers: DOCKER_HOST is not set; CONTAINER_HOST is not set; /var/run/docker.sock: no such file; "
                    + "/run/user/7/podman/podman.sock: no such file; /run/podman/podman.sock: no such file"
            );
    }

    [Fact]
    public void A_variable_that_is_not_an_address_is_reported() =>
        Should
            .Throw<ProviderException>(() => Search("DOCKER_HOST=somewhere", "", "/var/run/docker.sock"))
            .Problems[0]
            .Message.ShouldBe("DOCKER_HOST 'somewhere' is not an address");

    // docker/cli takes npipe on Windows, and dockerd listens on fd.
    [Theory]
    [InlineData(
        "DOCKER_HOST=npipe:////./pipe/docker_engine",
        "",
        "DOCKER_HOST is 'npipe:////./pipe/docker_engine', but 'npipe' is not supported"
    )]
    [InlineData("DOCKER_HOST=fd://", "", "DOCKER_HOST is 'fd://', but 'fd' is not supported")]
    [InlineData("CONTAINER_HOST=https://a:2376", "", "CONTAINER_HOST is 'https://a:2376', but 'https' is not supported")]
    [InlineData(
        "",
        "npipe:////./pipe/docker_engine",
        "the address of context 'lab' is 'npipe:////./pipe/docker_engine', but 'npipe' is not supported"
    )]
    public void An_address_with_another_scheme_is_reported_with_those_that_are_supported(string variables, string context, string message)
    {
        Problem problem = Should
            .Throw<ProviderException>(() => Search(variables, context, "/var/run/docker.sock"))
            .Problems.ShouldHaveSingleItem();

        problem.Message.ShouldBe(message);
        problem.Advice.ShouldBe("use an address with unix://, tcp://, http://, ssh://, or a context of the docker command line with one");
    }

    private Uri Search(string variables, string context, string sockets)
    {
        if (context.Length > 0)
        {
            TestContexts.Write(_home, "lab", context);
            _home.Write(".docker/config.json", """{"currentContext": "lab"}""");
        }

        Dictionary<string, string> all = variables
            .Split(',')
            .Select(text => text.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new EngineSearch(all.GetValueOrDefault, _home.Root, path => sockets.Split(',').Contains(path, StringComparer.Ordinal))
            .Find()
            .Endpoint;
    }
}
