using Scalewright.Providers.Containers;
using Scalewright.Providers.Containers.Client;

namespace Containers.Tests;

public sealed class EngineTlsTests(DockerTlsLab lab) : IClassFixture<DockerTlsLab>
{
    [MachineFact("docker", "$SCALEWRIGHT_AGENT")]
    public async Task A_node_is_created_used_and_removed_over_TLS()
    {
        ContainersOptions options = new()
        {
            Engines = [new ContainerEngine { Endpoint = lab.Address, Tls = FilesIn(lab.Client) }],
            Image = ContainerLab.Image,
        };
        await using (ContainersProvider provider = new(options))
        {
            Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
            await using Cluster cluster = await Cluster
                .Create(shop)
                .UseProvider(provider)
                .WithOptions(static options => options with { Lifetime = ClusterLifetime.Ephemeral })
                .ProvisionAsync();

            (await cluster.Nodes[0].RunAsync(["hostname"])).Output.ShouldBe($"{cluster.Nodes[0].Name}\n");
            (await cluster.Nodes[1].RunAsync(["sh", "-c", "head -c 3000000 /dev/zero | wc -c"])).Output.Trim().ShouldBe("3000000");
        }

        (await lab.ListOwnAsync()).ShouldBe("[][]");
    }

    [MachineFact("docker")]
    public async Task Programs_in_containers_have_input_and_output_over_TLS()
    {
        using EngineClient client = Connect(new EngineAddress(lab.Address) { Tls = FilesIn(lab.Client) });
        await client.CreateAsync(
            new Docker.DotNet.Models.CreateContainerParameters
            {
                Name = "tls",
                Image = ContainerLab.Image,
                Cmd = ["sleep", "1000"],
                StopTimeout = TimeSpan.Zero,
            },
            CancellationToken.None
        );
        await client.StartAsync("tls", CancellationToken.None);
        await using ContainerExecStream exec = await client.OpenExecAsync(
            "tls",
            ["sh", "-c", "read line; echo \"got $line\"; exit 7"],
            CancellationToken.None
        );

        await exec.WriteAsync("text\n"u8.ToArray());
        using StreamReader reader = new(exec);

        (await reader.ReadToEndAsync()).ShouldBe("got text\n");
        (await exec.GetProcessExitAsync())!.ExitCode.ShouldBe(7);
        (await client.RemoveAsync("tls", CancellationToken.None)).ShouldBeTrue();
    }

    [MachineFact("docker")]
    public async Task Variables_and_contexts_select_the_files()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["DOCKER_TLS_VERIFY"] = "1",
            ["DOCKER_CERT_PATH"] = lab.Client,
        };
        EngineSearch search = new(variables.GetValueOrDefault, lab.Home.Root, static _ => false);
        TestContexts.Write(lab.Home, "lab", lab.Address.OriginalString);
        foreach (string name in new[] { "ca.pem", "cert.pem", "key.pem" })
        {
            lab.Home.Write(
                $".docker/contexts/tls/{TestContexts.Hash("lab")}/docker/{name}",
                File.ReadAllText(Path.Combine(lab.Client, name))
            );
        }

        EngineAddress given = new ContainerEngine { Endpoint = lab.Address }.FindAddress(search);
        variables.Remove("DOCKER_CERT_PATH");
        EngineAddress named = new ContainerEngine { Context = "lab" }.FindAddress(search);
        variables["DOCKER_CERT_PATH"] = lab.Client;
        variables["DOCKER_HOST"] = lab.Address.OriginalString;
        EngineAddress set = new ContainerEngine().FindAddress(search);

        foreach (EngineAddress address in new[] { given, named, set })
        {
            using EngineClient client = Connect(address);
            (await client.GetVersionAsync(CancellationToken.None)).IsPodman.ShouldBeFalse();
        }
    }

    [MachineFact("docker", "docker-command")]
    public async Task A_context_with_files_that_the_docker_command_wrote_is_used()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["DOCKER_CONFIG"] = lab.Home.At("written") };
        string files = $"host={lab.Address.OriginalString},ca={lab.Client}/ca.pem,cert={lab.Client}/cert.pem,key={lab.Client}/key.pem";
        string unverified =
            $"host={lab.OtherAddress.OriginalString},cert={lab.Client}/cert.pem,key={lab.Client}/key.pem,skip-tls-verify=true";
        foreach (
            string[] command in new[]
            {
                new[] { "context", "create", "lab", "--docker", files },
                ["context", "create", "skip", "--docker", unverified],
            }
        )
        {
            ProgramResult result = Command.Run("docker", lab.Home.Root, variables, command);
            result.ExitCode.ShouldBe(0, result.Text);
        }

        EngineSearch search = new(variables.GetValueOrDefault, lab.Home.Root, static _ => false);
        foreach (string context in new[] { "lab", "skip" })
        {
            using EngineClient client = Connect(search.FindContext(context));
            (await client.GetVersionAsync(CancellationToken.None)).IsPodman.ShouldBeFalse();
        }
    }

    [MachineFact("docker")]
    public async Task An_engine_of_another_authority_is_not_trusted() =>
        (await FailAsync(lab.Address, FilesIn(lab.Client) with { AuthorityFile = Path.Combine(lab.Stranger, "ca.pem") })).ShouldBe(
            $"{lab.Address}: the certificate of the engine is not valid by {lab.Stranger}/ca.pem: PartialChain"
        );

    [MachineFact("docker")]
    public async Task An_engine_without_the_authority_of_its_certificate_is_not_trusted() =>
        (await FailAsync(lab.Address, FilesIn(lab.Client) with { AuthorityFile = "" })).ShouldBe(
            $"{lab.Address}: the certificate of the engine is not valid by the authorities of the system: PartialChain"
        );

    [MachineFact("docker")]
    public async Task An_engine_with_another_host_name_is_not_trusted() =>
        (await FailAsync(lab.OtherAddress, FilesIn(lab.Client))).ShouldBe(
            $"{lab.OtherAddress}: the certificate of the engine is not for '127.0.0.3', only for 127.0.0.2"
        );

    [MachineFact("docker")]
    public async Task A_missing_client_certificate_is_reported() =>
        (await FailAsync(lab.Address, FilesIn(lab.Client) with { CertificateFile = "", KeyFile = "" })).ShouldStartWith(
            $"{lab.Address}: the engine refuses the connection without a client certificate: "
        );

    [MachineFact("docker")]
    public async Task A_client_certificate_of_another_authority_is_reported() =>
        (await FailAsync(lab.Address, FilesIn(lab.Stranger) with { AuthorityFile = Path.Combine(lab.Client, "ca.pem") })).ShouldStartWith(
            $"{lab.Address}: the engine refuses client certificate {lab.Stranger}/cert.pem: "
        );

    [MachineFact("docker")]
    public async Task A_connection_without_TLS_is_reported()
    {
        using EngineClient client = Connect(new EngineAddress(lab.Address));

        EngineException failure = await Should.ThrowAsync<EngineException>(() => client.ListAsync([], CancellationToken.None));

        (failure.Meaning, failure.Reason).ShouldBe((EngineMeaning.Untrusted, "Client sent an HTTP request to an HTTPS server."));
    }

    [Theory]
    [InlineData("ca.pem", "", "it contains no certificate")]
    [InlineData("cert.pem", "x", "")]
    [InlineData("key.pem", "x", "")]
    [InlineData("key.pem", null, "")]
    public void A_file_that_cannot_be_used_is_named(string name, string? text, string reason)
    {
        using TemporaryFolder folder = new();
        using TestAuthority authority = new("lab");
        authority.WriteClient(folder.Root);
        File.Delete(folder.At(name));
        if (text is not null)
        {
            folder.Write(name, text);
        }

        EngineAddress address = new(new Uri("tcp://192.0.2.1:2376")) { Tls = FilesIn(folder.Root) };
        Problem problem = Should.Throw<ProviderException>(() => Connect(address)).Problems[0];

        problem.Code.ShouldBe(ProblemCode.AuthenticationFailed);
        problem.Message.ShouldContain(folder.At(name));
        problem.Message.ShouldContain(reason);
    }

    private static EngineTls FilesIn(string folder) =>
        new()
        {
            AuthorityFile = Path.Combine(folder, "ca.pem"),
            CertificateFile = Path.Combine(folder, "cert.pem"),
            KeyFile = Path.Combine(folder, "key.pem"),
        };

    private static EngineClient Connect(EngineAddress address) => new(address, TimeProvider.System);

    private static async Task<string> FailAsync(Uri endpoint, EngineTls files)
    {
        using EngineClient client = Connect(new EngineAddress(endpoint) { Tls = files });
        EngineException failure = await Should.ThrowAsync<EngineException>(() => client.ListAsync([], CancellationToken.None));
        (failure.Meaning, failure.IsWithoutEffect).ShouldBe((EngineMeaning.Untrusted, true));
        return failure.Reason;
    }
}
