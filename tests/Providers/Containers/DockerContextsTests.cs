using Scalewright.Providers.Containers;
using Scalewright.Providers.Containers.Client;

namespace Containers.Tests;

public sealed class DockerContextsTests : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public void Dispose() => _home.Dispose();

    [Fact]
    public void A_context_is_found_by_its_name()
    {
        TestContexts.Write(_home, "lab", "tcp://192.0.2.1:2375");

        Find("lab").ShouldBe(new Uri("tcp://192.0.2.1:2375"));
    }

    [Fact]
    public void The_variable_of_the_context_replaces_the_configuration_file()
    {
        TestContexts.Write(_home, "lab", "tcp://192.0.2.1:2375");
        TestContexts.Write(_home, "other", "tcp://192.0.2.2:2375");
        _home.Write(".docker/config.json", """{"currentContext": "lab"}""");

        Uri before = Find("");
        _variables["DOCKER_CONTEXT"] = "other";

        (before, Find("")).ShouldBe((new Uri("tcp://192.0.2.1:2375"), new Uri("tcp://192.0.2.2:2375")));
    }

    [Fact]
    public void The_folder_of_the_contexts_is_that_of_the_variable()
    {
        TestContexts.Write(_home, "lab", "tcp://192.0.2.1:2375");
        using TemporaryFolder elsewhere = new();
        _variables["DOCKER_CONFIG"] = _home.At(".docker");

        Search(elsewhere.Root).FindContext("lab").Endpoint.ShouldBe(new Uri("tcp://192.0.2.1:2375"));
    }

    [Fact]
    public void The_variable_of_the_address_replaces_the_current_context_but_not_a_named_one()
    {
        TestContexts.Write(_home, "lab", "tcp://192.0.2.1:2375");
        _variables["DOCKER_CONTEXT"] = "lab";
        _variables["DOCKER_HOST"] = "unix:///run/own.sock";

        (Find(""), Find("lab"), Find("default")).ShouldBe(
            (new Uri("unix:///run/own.sock"), new Uri("tcp://192.0.2.1:2375"), new Uri("unix:///run/own.sock"))
        );
    }

    [Theory]
    [InlineData("default")]
    [InlineData("empty")]
    public void A_context_without_an_address_has_that_of_the_machine(string name)
    {
        TestContexts.Write(_home, "empty", "");

        Find(name).ShouldBe(new Uri("unix:///var/run/docker.sock"));
    }

    [Fact]
    public void A_missing_context_is_reported_with_its_file_and_the_contexts_that_exist()
    {
        TestContexts.Write(_home, "lab", "tcp://192.0.2.1:2375");
        TestContexts.Write(_home, "damaged", "");
        _home.Write(TestContexts.MetaOf("damaged"), "{");

        Problem problem = Should.Throw<ProviderException>(() => Find("lob")).Problems[0];

        problem.Code.ShouldBe(ProblemCode.ProviderUnavailable);
        problem.Message.ShouldBe(
            $"context 'lob' of the docker command line cannot be used: {_home.At(TestContexts.MetaOf("lob"))}: no such file; contexts: default, lab"
        );
    }

    [Theory]
    [InlineData("""{"Name":""", "invalid JSON at line 1, byte 9")]
    [InlineData("", "invalid JSON at line 1, byte 1")]
    [InlineData("[]", "found Array instead of an object")]
    [InlineData("""{"Name": "lab"}""", "it has no object 'Endpoints'")]
    [InlineData("""{"Name": "lab", "Endpoints": {"kubernetes": {}}}""", "it has no object 'docker'")]
    [InlineData("""{"Name": "lab", "Endpoints": {"docker": {"Host": "somewhere"}}}""", "Host 'somewhere' is not an address")]
    public void A_damaged_context_is_reported_with_its_file_and_what_was_found(string text, string found)
    {
        string file = _home.Write(TestContexts.MetaOf("lab"), text);

        Should.Throw<ProviderException>(() => Find("lab")).Problems[0].Message.ShouldContain($"{file}: {found}; contexts: default");
    }

    [Fact]
    public void A_damaged_configuration_file_is_reported()
    {
        string file = _home.Write(".docker/config.json", "{\n  currentContext");

        Should.Throw<ProviderException>(() => Find("")).Problems[0].Message.ShouldStartWith($"{file}: invalid JSON at line 2, byte 3");
    }

    [MachineFact("docker-command")]
    public void Contexts_that_the_docker_command_wrote_are_read()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["DOCKER_CONFIG"] = _home.At(".docker") };
        string[][] commands =
        [
            ["context", "create", "socket", "--docker", "host=unix:///run/a.sock"],
            ["context", "create", "remote+1.x", "--description", "a \"b\" ü", "--docker", "host=tcp://192.0.2.1:2375"],
            ["context", "create", "none", "--docker", "skip-tls-verify=true"],
            ["context", "use", "remote+1.x"],
        ];
        foreach (string[] command in commands)
        {
            ProgramResult result = Command.Run("docker", _home.Root, variables, command);
            result.ExitCode.ShouldBe(0, result.Text);
        }

        (Find("socket"), Find("remote+1.x"), Find("none"), Find("")).ShouldBe(
            (
                new Uri("unix:///run/a.sock"),
                new Uri("tcp://192.0.2.1:2375"),
                new Uri("unix:///var/run/docker.sock"),
                new Uri("tcp://192.0.2.1:2375")
            )
        );
        Should
            .Throw<ProviderException>(() => Find("missing"))
            .Problems[0]
            .Message.ShouldEndWith("contexts: default, none, remote+1.x, socket");
    }

    private Uri Find(string context) =>
        new ContainerEngine { Context = context }
            .FindAddress(Search(_home.Root))
            .Endpoint;

    private EngineSearch Search(string home) => new(_variables.GetValueOrDefault, home, static _ => false);
}
