namespace Storage.Protocol.Tests;

public class RegistrationTests
{
    [Fact]
    public void A_registered_server_has_a_certificate_for_its_key() =>
        Scene.Run(async scene =>
        {
            using ServerIdentity identity = ServerIdentity.Create("test000.localdomain");
            RegistrationResponse reply = await scene.Line.RegisterAsync(
                await scene.Manager.CreateRegistrationTokenAsync(1),
                identity.CreateRegistration("test000", "3.0.1"),
                CancellationToken.None
            );

            using System.Security.Cryptography.X509Certificates.X509Certificate2 certificate = identity.AttachCertificate(
                reply.Certificate
            );

            (reply.HostId, reply.CommandId).ShouldBe((1, 1));
            certificate.HasPrivateKey.ShouldBeTrue();
            certificate.Subject.ShouldBe("CN=test000.localdomain");
        });

    [Fact]
    public void A_token_registers_no_more_servers_than_it_has_credits() =>
        Scene.Run(async scene =>
        {
            string secret = await scene.Manager.CreateRegistrationTokenAsync(2);
            await scene.Register("test000", secret);
            await scene.Register("test001", secret);

            (await Refusal(scene.Register("test002", secret))).ShouldContain("403");
        });

    [Fact]
    public void A_registration_timeout_is_reported_with_advice_to_register_again() =>
        Scene.Run(async scene =>
        {
            using SwitchedHandler slow = new(() => scene.Manager, TimeSpan.FromMinutes(2), scene.Kernel.Clock);
            using HttpManagerChannel line = new(new Uri("http://manager/"), slow, scene.Kernel.Clock);
            using ServerIdentity identity = ServerIdentity.Create("test000.localdomain");

            string refusal = await Refusal(
                line.RegisterAsync(
                    await scene.Manager.CreateRegistrationTokenAsync(1),
                    identity.CreateRegistration("test000", "3.0.1"),
                    CancellationToken.None
                )
            );

            refusal.ShouldContain("no answer in 60 s; see whether the manager still works, then register again");
        });

    [Fact]
    public void An_unknown_or_expired_token_is_rejected() =>
        Scene.Run(async scene =>
        {
            string expired = await scene.Manager.CreateRegistrationTokenAsync(1, expiry: scene.Kernel.Clock.GetUtcNow().AddSeconds(5));
            await scene.Pass(6);

            (await Refusal(scene.Register("test000", expired))).ShouldContain("403");
            (await Refusal(scene.Register("test000", "UNKNOWN"))).ShouldContain("403");
        });

    [Theory]
    [InlineData("3.0.9", true)]
    [InlineData("3.1.0", false)]
    [InlineData("2.0.1", false)]
    [InlineData("4.0.1", false)]
    [InlineData("dummy", false)]
    public void An_agent_of_another_major_or_a_newer_minor_version_is_rejected(string version, bool isAccepted) =>
        Scene.Run(async scene =>
        {
            string secret = await scene.Manager.CreateRegistrationTokenAsync(1);

            string refusal = await Refusal(scene.Register("test000", secret, version));

            refusal.Contains("400", StringComparison.Ordinal).ShouldBe(!isAccepted);
        });

    [Fact]
    public void A_registration_with_a_name_in_use_is_rejected_and_uses_no_credit() =>
        Scene.Run(async scene =>
        {
            string secret = await scene.Manager.CreateRegistrationTokenAsync(2);
            await scene.Register("test000", secret);

            (await Refusal(scene.Register("test000", secret))).ShouldContain("400");
            (await scene.Register("test001", secret)).HostId.ShouldBe(2);
        });

    [Fact]
    public void A_certificate_request_for_another_name_is_rejected() =>
        Scene.Run(async scene =>
        {
            string secret = await scene.Manager.CreateRegistrationTokenAsync(2);
            using ServerIdentity identity = ServerIdentity.Create("test000.localdomain");
            Registration other = identity.CreateRegistration("test000", "3.0.1") with { Fqdn = "test001.localdomain" };

            (await Refusal(scene.Line.RegisterAsync(secret, other, CancellationToken.None))).ShouldContain("400");
        });

    [Fact]
    public void A_GET_request_to_the_registration_endpoint_is_rejected() =>
        Scene.Run(async scene =>
        {
            StorageManagerResponse reply = await scene.Manager.HandleAsync(new StorageManagerRequest("GET", "agent/register/SECRET/"));

            reply.Status.ShouldBe(405);
        });

    [Fact]
    public void A_machine_without_a_host_name_cannot_create_an_identity() =>
        Should.Throw<StorageException>(() => ServerIdentity.Create("localhost.localdomain")).Code.ShouldBe(ProblemCode.AgentMismatch);

    [Theory]
    [InlineData(null, "test000.localdomain", 403)]
    [InlineData("stranger.localdomain", "stranger.localdomain", 403)]
    [InlineData("test000.localdomain", "test001.localdomain", 400)]
    [InlineData("test000.localdomain", "test000.localdomain", 200)]
    public void Messages_are_accepted_only_from_the_owner_of_the_certificate(string? certificate, string fqdn, int status) =>
        Scene.Run(async scene =>
        {
            await scene.Register("test000", await scene.Manager.CreateRegistrationTokenAsync(1));
            byte[] body = MessageFormat.Write(
                new MessagePost(
                    new AgentInstance("b", "s"),
                    [new AgentMessage(MessageType.SessionCreateRequest, fqdn) { Plugin = "linux" }]
                )
            );

            StorageManagerResponse reply = await scene.Manager.HandleAsync(
                new StorageManagerRequest("POST", "agent/message/") { ClientName = certificate, Body = body }
            );

            reply.Status.ShouldBe(status);
        });

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_manager_without_a_password_does_not_start()
    {
        using TemporaryFolder folder = new();

        await Should.ThrowAsync<ArgumentException>(() =>
            StorageManager.StartAsync(new StorageManagerOptions { Folder = folder.At("state"), Password = "" })
        );

        Directory.Exists(folder.At("state")).ShouldBeFalse();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Credits_and_hosts_survive_a_restart_of_the_manager()
    {
        using TemporaryFolder folder = new();
        StorageManagerOptions options = new()
        {
            Folder = folder.At("state"),
            ConfiguresHosts = false,
            Password = "lustre",
        };
        string secret;
        await using (StorageManager manager = await StorageManager.StartAsync(options))
        {
            secret = await manager.CreateRegistrationTokenAsync(2);
            (await RegisterAsync(manager, "test000", secret)).HostId.ShouldBe(1);
        }

        await using StorageManager again = await StorageManager.StartAsync(options);

        (await RegisterAsync(again, "test001", secret)).HostId.ShouldBe(2);
        (await Refusal(RegisterAsync(again, "test002", secret))).ShouldContain("403");
    }

    private static async Task<RegistrationResponse> RegisterAsync(StorageManager manager, string nodename, string secret)
    {
        using ServerIdentity identity = ServerIdentity.Create($"{nodename}.localdomain");
        using HttpManagerChannel line = new(new Uri("http://localhost/"), new ManagerHandler(manager));
        return await line.RegisterAsync(secret, identity.CreateRegistration(nodename, "3.0.1"), CancellationToken.None);
    }

    private static async Task<string> Refusal(Task<RegistrationResponse> registration)
    {
        try
        {
            await registration;
            return "";
        }
        catch (StorageException exception)
        {
            return exception.Message;
        }
    }
}
