using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using Scalewright.Experiments.Mqtt;

namespace Experiments.Services.Tests.Remote;

public class MqttTests
{
    private const string Password = "se cret'\"$";

    [MachineFact("mosquitto", "mosquitto_pub", "mosquitto_sub")]
    public async Task The_client_and_Scalehub_messages_control_an_operator_through_a_real_broker()
    {
        using TemporaryFolder folder = new();
        await using RealServer server = await Mosquitto.StartAsync(folder);
        await using MqttBroker broker = new(Mosquitto.Socket(folder).Build());
        await using RemoteTest test = new(broker);

        (await test.Client.StartAsync([RemoteTest.Short])).ShouldBe(["short-001"]);
        await test.UntilAsync(OperatorStage.Idle, "short-001");

        // The format of the reference: a list as a string, whose items are objects as strings.
        string configs = new JsonArray(RemoteTest.Long).ToJsonString();
        await Mosquitto.PublishAsync(
            folder,
            "experiment/command",
            new JsonObject { ["command"] = "START", ["configs"] = configs }.ToJsonString()
        );
        await test.UntilAsync(OperatorStage.Running, "long-001");
        (await Mosquitto.KeptAsync(folder, "experiment/state")).ShouldBe("RUNNING");
        (await Mosquitto.KeptAsync(folder, "experiment/ack")).ShouldBe("ACK_START");
        await Mosquitto.PublishAsync(folder, "experiment/command", """{"command": "STOP"}""");
        await RealServer.UntilAsync(
            async () =>
                await Mosquitto.KeptAsync(folder, "experiment/ack") == "ACK_STOP"
                && await Mosquitto.KeptAsync(folder, "experiment/state") == "IDLE",
            "it is stopped"
        );
        (await Mosquitto.KeptAsync(folder, "experiment/command", seconds: 2)).ShouldBe("");
        await test.Client.CleanAsync();
        ExperimentFolder.List(test.Data).ShouldHaveSingleItem().ReadData().Points[0].Runs[0].Outcome.ShouldBe(RunOutcome.Completed);
    }

    [MachineFact("mosquitto", "mosquitto_passwd")]
    public async Task Messages_with_arbitrary_text_are_retained_and_wrong_credentials_are_rejected()
    {
        using TemporaryFolder folder = new();
        await RealProgram.RunAsync("mosquitto_passwd", ["-b", "-c", folder.At("passwords"), "operator", Password]);
        await using RealServer server = await Mosquitto.StartAsync(folder, "password_file " + folder.At("passwords"));
        await using MqttBroker broker = new(Mosquitto.Socket(folder).WithCredentials("operator", Password).Build());
        await using MqttBroker stranger = new(Mosquitto.Socket(folder).WithCredentials("operator", "wrong").Build());
        string[] texts = ["plain", "two\nlines\r\n", "sü\u0001d \"quoted\" \\ %r 日本", new string('x', 100_000)];

        foreach (string text in texts)
        {
            await broker.PublishAsync("some/topic", text, CancellationToken.None);
            await using MqttBroker reader = new(Mosquitto.Socket(folder).WithCredentials("operator", Password).Build());
            (await FirstAsync(reader, "some/topic")).ShouldBe(new RemoteMessage("some/topic", text));
        }

        ProviderException refused = await Should.ThrowAsync<ProviderException>(() =>
            stranger.PublishAsync("some/topic", "x", CancellationToken.None)
        );
        refused.Message.ShouldContain("it rejected the connection: NotAuthorized");
        refused.Message.ShouldNotContain("wrong");
        (await Should.ThrowAsync<ProviderException>(() => FirstAsync(stranger, "some/topic"))).Message.ShouldContain(
            "it rejected the connection: NotAuthorized"
        );
    }

    [MachineFact("mosquitto")]
    public async Task Each_subscription_receives_the_retained_message_once_and_all_later_ones()
    {
        using TemporaryFolder folder = new();
        await using RealServer server = await Mosquitto.StartAsync(folder);
        await using MqttBroker broker = new(Mosquitto.Socket(folder).Build());
        await broker.PublishAsync("some/topic", "0", CancellationToken.None);
        await using IAsyncEnumerator<RemoteMessage> first = broker
            .SubscribeAsync(["some/topic"], CancellationToken.None)
            .GetAsyncEnumerator();
        (await NextAsync(first)).ShouldBe("0");
        await using IAsyncEnumerator<RemoteMessage> second = broker
            .SubscribeAsync(["some/topic"], CancellationToken.None)
            .GetAsyncEnumerator();
        (await NextAsync(second)).ShouldBe("0");

        await broker.PublishAsync("some/topic", "1", CancellationToken.None);
        await broker.PublishAsync("some/topic", "", CancellationToken.None);

        string[] later = [await NextAsync(first), await NextAsync(first), await NextAsync(second), await NextAsync(second)];
        later.ShouldBe(["1", "", "1", ""]);
    }

    [MachineFact("mosquitto")]
    public async Task A_certificate_of_the_own_authority_is_accepted_and_another_is_rejected()
    {
        using TemporaryFolder folder = new();
        using OwnAuthority authority = new();
        using X509Certificate2 certificate = authority.Sign("127.0.0.1", TimeProvider.System.GetUtcNow());
        folder.Write("server.pem", certificate.ExportCertificatePem());
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        folder.Write("server.key", key.ExportPkcs8PrivateKeyPem());
        await using RealServer server = await Mosquitto.StartAsync(folder, port =>
            $"listener {port} 127.0.0.1\ncertfile {folder.At("server.pem")}\nkeyfile {folder.At("server.key")}\nallow_anonymous true\n"
        );
        using X509Certificate2 root = X509Certificate2.CreateFromPem(authority.Pem);
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", server.Port);
        await using MqttBroker stranger = new(options.WithTlsOptions(tls => tls.UseTls()).Build());
        (await Should.ThrowAsync<ProviderException>(() => stranger.PublishAsync("a", "b", CancellationToken.None))).Message.ShouldContain(
            "certificate"
        );
        await using MqttBroker broker = new(
            new MqttClientOptionsBuilder()
                .WithTcpServer("127.0.0.1", server.Port)
                .WithTlsOptions(tls => tls.WithTrustChain([root]).WithRevocationMode(X509RevocationMode.NoCheck))
                .Build()
        );

        await broker.PublishAsync("a", "b", CancellationToken.None);

        (await FirstAsync(broker, "a")).Payload.ShouldBe("b");
    }

    [MachineFact("mosquitto", "mosquitto_sub")]
    public async Task After_a_restart_of_the_broker_the_operator_publishes_its_stage_again_and_receives_commands()
    {
        using TemporaryFolder folder = new();
        RealServer server = await Mosquitto.StartAsync(folder);
        await using MqttBroker broker = new(Mosquitto.Socket(folder).Build());
        await using RemoteTest test = new(broker);
        await test.Client.StartAsync([RemoteTest.Long]);
        await test.UntilAsync(OperatorStage.Running, "long-001");
        await server.DisposeAsync();
        File.Delete(folder.At("socket"));

        await using RealServer next = await Mosquitto.StartAsync(folder);

        await RealServer.UntilAsync(
            async () => await Mosquitto.KeptAsync(folder, "experiment/state") == "RUNNING",
            "the stage is published again"
        );
        await test.Client.StopAsync();
        (await Should.ThrowAsync<HttpServiceException>(() => test.Client.StopAsync())).Message.ShouldContain("nothing runs");
    }

    [MachineFact("mosquitto")]
    public async Task A_lost_connection_ends_a_subscription_and_cancellation_ends_it_as_canceled()
    {
        using TemporaryFolder folder = new();
        RealServer server = await Mosquitto.StartAsync(folder);
        await using MqttBroker broker = new(Mosquitto.Socket(folder).Build());
        using CancellationTokenSource stop = new();
        Task<RemoteMessage> canceled = FirstAsync(broker, "a", stop.Token);
        Task<RemoteMessage> lost = FirstAsync(broker, "b");
        await broker.PublishAsync("c", "d", CancellationToken.None);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => canceled);

        await server.DisposeAsync();

        (await Should.ThrowAsync<ProviderException>(() => lost)).Message.ShouldContain("the connection was lost");
    }

    [Fact]
    public async Task An_unavailable_broker_is_reported_as_a_transient_error()
    {
        using TemporaryFolder folder = new();
        await using MqttBroker broker = new(Mosquitto.Socket(folder).Build());

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => broker.PublishAsync("a", "b", CancellationToken.None));

        failure.Problems.ShouldHaveSingleItem().Source.ShouldBe($"broker {folder.At("socket")}");
        failure.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_broker_that_does_not_respond_is_reported_after_the_timeout()
    {
        using System.Net.Sockets.TcpListener silent = new(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        int port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        await using MqttBroker broker = new(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithTimeout(TimeSpan.FromMilliseconds(200)).Build()
        );
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(50), TimeProvider.System);

        await Should.ThrowAsync<OperationCanceledException>(() => broker.PublishAsync("a", "b", stop.Token));
        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => broker.PublishAsync("a", "b", CancellationToken.None));

        failure.Message.ShouldContain("no response within 00:00:00.2000000");
        failure.Problems.ShouldHaveSingleItem().Source.ShouldBe(string.Create(CultureInfo.InvariantCulture, $"broker 127.0.0.1:{port}"));
    }

    [Fact]
    public async Task A_connection_that_ends_within_a_publication_is_always_reported_as_lost()
    {
        await using ClosingBroker server = new();

        // The client clears its state while the second half of the publication uses it: how far it is differs each time.
        for (int i = 0; i < 300; i++)
        {
            await using MqttBroker broker = new(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", server.Port).Build());
            ProviderException failure = await Should.ThrowAsync<ProviderException>(() =>
                broker.PublishAsync("a", "b", CancellationToken.None)
            );
            failure.IsTransient.ShouldBeTrue();
            failure.Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.ConnectionLost);
        }
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<RemoteMessage> messages)
    {
        (await messages.MoveNextAsync()).ShouldBeTrue();
        return messages.Current.Payload;
    }

    private static async Task<RemoteMessage> FirstAsync(MqttBroker broker, string topic, CancellationToken cancellationToken = default)
    {
        await foreach (RemoteMessage message in broker.SubscribeAsync([topic], cancellationToken))
        {
            return message;
        }

        throw new InvalidOperationException("nothing came");
    }
}

/// <summary>Accepts each login, and closes the connection behind the first answer to a publication (MQTT 3.1.1, 4.3.3).</summary>
internal sealed class ClosingBroker : IAsyncDisposable
{
    private readonly System.Net.Sockets.TcpListener _listener = new(System.Net.IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public ClosingBroker()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((System.Net.IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => _serving);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        byte[] buffer = new byte[1_024];
        while (true)
        {
            using System.Net.Sockets.Socket connection = await _listener.AcceptSocketAsync(_stop.Token);
            await connection.ReceiveAsync(buffer, _stop.Token);

            // The byte behind the name of the protocol is its version; the answers of version 5 have properties, none here.
            await connection.SendAsync((byte[])(buffer[8] == 5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0]), _stop.Token);
            await connection.ReceiveAsync(buffer, _stop.Token);

            // The identifier of the message is behind its topic of one letter.
            await connection.SendAsync((byte[])[0x50, 2, buffer[5], buffer[6]], _stop.Token);
        }
    }
}

/// <summary>The real broker, and its own clients.</summary>
internal static class Mosquitto
{
    public static MqttClientOptionsBuilder Socket(TemporaryFolder folder) =>
        new MqttClientOptionsBuilder()
            .WithEndPoint(new System.Net.Sockets.UnixDomainSocketEndPoint(folder.At("socket")))
            .WithAddressFamily(System.Net.Sockets.AddressFamily.Unix)
            .WithProtocolType(System.Net.Sockets.ProtocolType.Unspecified);

    public static Task<RealServer> StartAsync(TemporaryFolder folder, string access = "allow_anonymous true") =>
        StartAsync(folder, port => $"listener 0 {folder.At("socket")}\n{access}\n");

    public static async Task<RealServer> StartAsync(TemporaryFolder folder, Func<int, string> listener)
    {
        // Without 'user', Mosquitto drops root's permissions, and cannot access the folder.
        return await RealServer.StartAsync(
            "mosquitto",
            folder.Root,
            port => ["-c", folder.Write("mosquitto.conf", $"user {Environment.UserName}\n{listener(port)}persistence false\n")],
            async port =>
                await AcceptsAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(folder.At("socket")))
                || await AcceptsAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port))
        );
    }

    public static async Task PublishAsync(TemporaryFolder folder, string topic, string payload) =>
        (
            await RealProgram.RunAsync("mosquitto_pub", ["--unix", folder.At("socket"), "-q", "2", "-r", "-t", topic, "-m", payload])
        ).Exit.ShouldBe(0);

    /// <summary>Retained message of a topic; empty if there is none.</summary>
    public static async Task<string> KeptAsync(TemporaryFolder folder, string topic, int seconds = 60) =>
        (
            await RealProgram.RunAsync(
                "mosquitto_sub",
                ["--unix", folder.At("socket"), "-q", "2", "-C", "1", "-W", seconds.ToString(CultureInfo.InvariantCulture), "-t", topic]
            )
        ).Output.Trim();

    /// <summary>Returns whether the broker listens: the file of a socket exists before.</summary>
    private static async Task<bool> AcceptsAsync(System.Net.EndPoint address)
    {
        using System.Net.Sockets.Socket client = new(
            address.AddressFamily,
            System.Net.Sockets.SocketType.Stream,
            System.Net.Sockets.ProtocolType.Unspecified
        );
        try
        {
            await client.ConnectAsync(address);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
