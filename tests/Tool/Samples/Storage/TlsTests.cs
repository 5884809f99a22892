using System.Security.Cryptography.X509Certificates;

namespace Samples.Tests.Storage;

public class TlsTests
{
    private const int Sessions = 7;
    private const string First = "test000.localdomain";
    private static readonly string[] Tls = ["--tls", "--ca", "ca.pem"];

    [Trait(Category.Name, Category.RealTime)]
    [Fact]
    public async Task Servers_registered_over_TLS_reconnect_with_their_stored_certificates()
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root, Tls);
        SetUp(folder);

        await using (await SimulatorAsync(folder, manager, "register"))
        {
            (await manager.SeeAsync(All("managed", Sessions)))["servers"]!.AsArray().Count.ShouldBe(3);
        }

        await using RunningProgram again = await SimulatorAsync(folder, manager, "run");

        JsonNode seen = await manager.SeeAsync(state => Count(state, "has booted") == 3 && All("managed", Sessions)(state));
        seen["servers"]!.AsArray().Count.ShouldBe(3);

        // The page colors events by kind: only lost servers are red.
        seen["events"]!
            .AsArray()
            .Where(item => ((string)item!["text"]!).EndsWith("has booted", StringComparison.Ordinal))
            .ShouldAllBe(item => (string?)item!["kind"] == "heard");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_manager_accepts_messages_only_from_the_owner_of_a_certificate_of_its_authority()
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root, Tls);
        SetUp(folder);
        await using RunningProgram simulator = await SimulatorAsync(folder, manager, "register");
        using X509Certificate2 own = Stored(folder, First);
        using X509Certificate2 strange = Strange(First);

        (await manager.PostAsync(First, certificate: null)).ShouldBe(HttpStatusCode.Forbidden);
        (await manager.PostAsync("test001.localdomain", own)).ShouldBe(HttpStatusCode.BadRequest);
        await Should.ThrowAsync<HttpRequestException>(() => manager.PostAsync(First, strange));
        (await manager.PostAsync(First, own)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_simulator_without_the_authority_certificate_registers_no_server()
    {
        using TemporaryFolder folder = new();
        await using ManagerProcess manager = await ManagerProcess.StartAsync(folder.Root, Tls);
        SetUp(folder);

        ProgramResult refused = Simulator(
            folder,
            "register",
            "--url",
            manager.Address.ToString(),
            "--pdu_port",
            "0",
            "--control_port",
            "0"
        );

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain(manager.Address.ToString());
        refused.Errors.ShouldContain("--ca FILE");
        (await manager.SeeAsync(_ => true))["servers"]!.AsArray().ShouldBeEmpty();
    }

    private static void SetUp(TemporaryFolder folder) => Simulator(folder, "setup", "--server_count", "2").ExitCode.ShouldBe(0);

    private static ProgramResult Simulator(TemporaryFolder folder, params string[] arguments) =>
        Command.Dotnet(
            folder.Root,
            new Dictionary<string, string>(),
            [Path.Combine(AppContext.BaseDirectory, "StorageSimulator.dll"), .. arguments]
        );

    private static async Task<RunningProgram> SimulatorAsync(TemporaryFolder folder, ManagerProcess manager, string verb) =>
        (
            await RunningProgram.SampleAsync(
                folder.Root,
                "StorageSimulator",
                "running",
                verb,
                "--url",
                manager.Address.ToString(),
                "--ca",
                "ca.pem",
                "--pdu_port",
                "0",
                "--control_port",
                "0"
            )
        ).Program;

    private static Func<JsonNode, bool> All(string state, int sessions) =>
        shown =>
            shown["servers"]!.AsArray() is { Count: > 2 } servers
            && servers.All(server => (string?)server!["state"] == state && (int?)server["sessions"] == sessions);

    private static int Count(JsonNode state, string text) =>
        state["events"]!.AsArray().Count(item => ((string?)item!["text"])!.Contains(text, StringComparison.Ordinal));

    private static X509Certificate2 Stored(TemporaryFolder folder, string fqdn)
    {
        string keys = folder.At(Path.Combine("cluster_sim", $"{fqdn}_crypto"));
        using X509Certificate2 loaded = X509Certificate2.CreateFromPemFile(
            Path.Combine(keys, "self.crt"),
            Path.Combine(keys, "private.pem")
        );
        return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), password: null);
    }

    // A self-signed certificate with the correct name.
    private static X509Certificate2 Strange(string fqdn)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = new CertificateRequest($"CN={fqdn}", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1),
            TimeProvider.System.GetUtcNow().AddDays(1)
        );
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
