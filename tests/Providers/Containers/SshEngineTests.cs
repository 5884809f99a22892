using Scalewright.Providers.Containers;
using Scalewright.Providers.Containers.Client;

namespace Containers.Tests;

[Collection(SharedContainers.Name)]
public sealed class SshEngineTests(ContainerLabs labs) : IDisposable
{
    private const string Server = "/usr/sbin/sshd";

    private readonly SshEngine? _machine = MachineNeeds.FindMissing("linux", "root", Server, "/usr/bin/ssh", "/usr/bin/ssh-keygen") is null
        ? new SshEngine()
        : null;

    public void Dispose() => _machine?.Dispose();

    [MachineTheory("docker", "podman", Server, "/usr/bin/ssh", "/usr/bin/ssh-keygen", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Nodes_are_created_used_and_removed_by_one_login(string engine)
    {
        ContainersOptions options = new()
        {
            Engines = [new ContainerEngine { Endpoint = AddressOf(engine) }],
            Image = ContainerLab.Image,
            SshConfigFile = _machine!.ConfigFile,
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
            _machine.FindClients().Count.ShouldBe(1);
        }

        (await labs[engine].ListOwnAsync()).ShouldBe("[][]");
        await WaitUntilEndedAsync();
    }

    [MachineFact("docker", Server, "/usr/bin/ssh", "/usr/bin/ssh-keygen")]
    public async Task An_ended_client_logs_in_again_and_removes_its_folder()
    {
        string folder;
        using (EngineClient client = Connect(AddressOf("docker"), _machine!.ConfigFile))
        {
            await client.ListAsync([], CancellationToken.None);
            string firstFolder = _machine.FindFolders().ShouldHaveSingleItem();
            int first = _machine.FindClients().ShouldHaveSingleItem();
            using (Process process = Process.GetProcessById(first))
            {
                process.Kill();
            }

            await Poll.UntilAsync(() => !_machine.FindClients().Contains(first));
            await Poll.UntilAsync(() => !Directory.Exists(firstFolder));
            await client.ListAsync([], CancellationToken.None);
            folder = _machine.FindFolders().ShouldHaveSingleItem();
            folder.ShouldNotBe(firstFolder);
        }

        await WaitUntilEndedAsync();
        await Poll.UntilAsync(() => !Directory.Exists(folder));
    }

    [MachineFact("docker", Server, "/usr/bin/ssh", "/usr/bin/ssh-keygen", "$SCALEWRIGHT_AGENT")]
    public async Task A_killed_program_leaves_no_client_and_no_folder_and_the_reaper_removes_its_nodes()
    {
        ProcessStartInfo start = TestProgram.Describe(
            "containers",
            "cluster",
            $"{AddressOf("docker")}",
            ContainerLab.Image,
            _machine!.ConfigFile
        );
        start.Environment["SCALEWRIGHT_KILL_AT"] = "never";
        using Process program = Process.Start(start)!;
        await Poll.UntilAsync(() => labs["docker"].ListOwnAsync().GetAwaiter().GetResult() != "[][]");
        string folder = _machine.FindFolders().ShouldHaveSingleItem();
        Directory.Exists(folder).ShouldBeTrue();

        program.Kill();
        await program.WaitForExitAsync();

        await WaitUntilEndedAsync();
        await Poll.UntilAsync(() => !Directory.Exists(folder));
        await using (
            ContainersProvider provider = new(
                new ContainersOptions
                {
                    Engines = [new ContainerEngine { Endpoint = AddressOf("docker") }],
                    SshConfigFile = _machine.ConfigFile,
                }
            )
        )
        {
            await Poll.UntilAsync(() => ReapAsync(provider).GetAwaiter().GetResult());
        }

        await WaitUntilEndedAsync();
    }

    [MachineFact("docker", Server, "/usr/bin/ssh", "/usr/bin/ssh-keygen")]
    public async Task Failures_of_the_login_are_reported()
    {
        Uri address = AddressOf("docker");

        EngineException refused = await FailAsync(address, _machine!.OtherKeyFile);
        EngineException unknown = await FailAsync(address, _machine.UnknownHostFile);
        EngineException unreachable = await FailAsync(new Uri("ssh://scalewright.invalid/"), _machine.ConfigFile);
        EngineException noProgram = await FailAsync(address, _machine.ConfigFile, "/nowhere/ssh");

        (refused.Meaning, unknown.Meaning, unreachable.Meaning, noProgram.Meaning).ShouldBe(
            (EngineMeaning.LoginRefused, EngineMeaning.LoginRefused, EngineMeaning.Unreachable, EngineMeaning.Unreachable)
        );
        refused.Reason.ShouldContain($"{address}: root@lab: Permission denied (publickey");
        unknown.Reason.ShouldContain("Host key verification failed");
        unreachable.Reason.ShouldContain("scalewright.invalid");
        noProgram.Reason.ShouldContain("/nowhere/ssh");
        await WaitUntilEndedAsync();
    }

    [MachineFact(Server, "/usr/bin/ssh", "/usr/bin/ssh-keygen", "linux", "root")]
    public async Task A_socket_that_does_not_exist_is_reported()
    {
        EngineException failure = await FailAsync(new Uri("ssh://lab/nowhere/engine.sock"), _machine!.ConfigFile);

        (failure.Meaning, failure.IsWithoutEffect).ShouldBe((EngineMeaning.Unreachable, true));
        failure.Reason.ShouldStartWith("ssh://lab/nowhere/engine.sock: the machine cannot connect to its socket /nowhere/engine.sock (");
        failure.Reason.ShouldContain("open failed");
        await WaitUntilEndedAsync();
    }

    [Theory]
    [InlineData("ssh://ann:secret@lab", "it contains a password")]
    [InlineData("ssh:///run/a.sock", "it has no host")]
    [InlineData("ssh://lab/run/a%3Ab.sock", "the path of its socket has characters other than those of a plain path")]
    [InlineData("ssh://lab/run/a.sock?x=1", "the path of its socket has characters other than those of a plain path")]
    public void An_unsupported_address_is_reported_without_its_password(string address, string fault)
    {
        string option = Should
            .Throw<ArgumentException>(() =>
                new ContainersProvider(new ContainersOptions { Engines = [new ContainerEngine { Endpoint = new Uri(address) }] })
            )
            .Message;
        string found = Should.Throw<ProviderException>(() => Connect(new Uri(address), "")).Problems[0].Message;

        option.ShouldBe($"Engines: the SSH address of an engine cannot be used: {fault}; use ssh://USER@HOST:PORT/SOCKET");
        found.ShouldBe($"the SSH address of an engine cannot be used: {fault}");
    }

    private static EngineClient Connect(Uri address, string config, string program = "ssh") =>
        new(new EngineAddress(address) { SshConfigFile = config, SshProgram = program }, TimeProvider.System);

    private static async Task<EngineException> FailAsync(Uri address, string config, string program = "ssh")
    {
        using EngineClient client = Connect(address, config, program);
        return await Should.ThrowAsync<EngineException>(() => client.ListAsync([], CancellationToken.None));
    }

    /// <summary>The engine completes requests of the killed program, so there may be more afterwards.</summary>
    private async Task<bool> ReapAsync(ContainersProvider provider)
    {
        await EveryLineage.ReapAsync(provider, "killed");
        return await labs["docker"].ListOwnAsync() == "[][]";
    }

    private Uri AddressOf(string engine) => new($"ssh://lab{labs[engine].Endpoint.LocalPath}");

    private Task WaitUntilEndedAsync() => Poll.UntilAsync(() => _machine!.FindClients().Count == 0);
}
