namespace Experiments.Services.Tests.Remote;

public class MosquittoTests
{
    [MachineFact("mosquitto", "mosquitto_pub", "mosquitto_sub", "mosquitto_passwd")]
    public async Task The_client_and_Scalehub_messages_control_an_operator_through_a_real_broker()
    {
        using TemporaryFolder folder = new();
        await using RealServer server = await StartAsync(folder, "");
        using MosquittoBroker broker = new(new MosquittoOptions(folder.At("socket")));
        await using RemoteTest test = new(broker);

        (await test.Client.StartAsync([RemoteTest.Short])).ShouldBe(["short-001"]);
        await test.UntilAsync(OperatorStage.Idle, "short-001");

        // The format of the reference: a list as a string, whose items are objects as strings.
        string configs = System.Text.Json.Nodes.JsonNode.Parse("[]")!.AsArray() is var list ? Added(list, RemoteTest.Long) : "";
        await PublishAsync(folder, "experiment/command", new System.Text.Json.Nodes.JsonObject { ["command"] = "START", ["configs"] = configs }.ToJsonString());
        await test.UntilAsync(OperatorStage.Running, "long-001");
        (await KeptAsync(folder, "experiment/state")).ShouldBe("RUNNING");
        (await KeptAsync(folder, "experiment/ack")).ShouldBe("ACK_START");
        await PublishAsync(folder, "experiment/command", """{"command": "STOP"}""");
        await RealServer.UntilAsync(async () => await KeptAsync(folder, "experiment/ack") == "ACK_STOP" && await KeptAsync(folder, "experiment/state") == "IDLE", "it is stopped");
        (await KeptAsync(folder, "experiment/command", seconds: 2)).ShouldBe("");
        await test.Client.CleanAsync();
        ExperimentFolder.List(test.Data).ShouldHaveSingleItem().ReadData().Points[0].Runs[0].Outcome.ShouldBe(RunOutcome.Completed);
    }

    [MachineFact("mosquitto", "mosquitto_pub", "mosquitto_sub", "mosquitto_passwd")]
    public async Task Messages_with_arbitrary_text_are_retained_and_wrong_credentials_are_rejected()
    {
        using TemporaryFolder folder = new();
        await RealProgram.RunAsync("mosquitto_passwd", ["-b", "-c", folder.At("passwords"), "operator", "se cret'\"$"]);
        await using RealServer server = await StartAsync(folder, "password_file " + folder.At("passwords"));
        MosquittoOptions options = new(folder.At("socket")) { UserName = "operator", Password = "se cret'\"$" };
        using MosquittoBroker broker = new(options);
        using MosquittoBroker stranger = new(options with { Password = "wrong" });
        string[] texts = ["plain", "two\nlines\r\n", "sü\u0001d \"quoted\" \\ %r 日本", new string('x', 100_000)];

        foreach (string text in texts)
        {
            await broker.PublishAsync("some/topic", text, CancellationToken.None);
            RemoteMessage message = await FirstAsync(broker, "some/topic");
            message.ShouldBe(new RemoteMessage("some/topic", text) { IsRetained = true });
        }

        HttpServiceException refused = await Should.ThrowAsync<HttpServiceException>(() => stranger.PublishAsync("some/topic", "x", CancellationToken.None));
        refused.Message.ShouldContain("mosquitto_pub exited with code 5");
        refused.Message.ShouldNotContain("wrong");
        (await Should.ThrowAsync<HttpServiceException>(() => FirstAsync(stranger, "some/topic"))).Message.ShouldContain("mosquitto_sub exited with code 5");
        options.ToString().ShouldNotContain("cret");
    }

    [MachineFact("mosquitto_pub", "mosquitto_sub")]
    public async Task An_unavailable_broker_is_reported_as_a_transient_error()
    {
        using TemporaryFolder folder = new();
        using MosquittoBroker broker = new(new MosquittoOptions(folder.At("socket")));

        HttpServiceException failure = await Should.ThrowAsync<HttpServiceException>(() => broker.PublishAsync("a", "b", CancellationToken.None));

        failure.Problems.ShouldHaveSingleItem().Source.ShouldBe($"broker {folder.At("socket")}");
        failure.IsTransient.ShouldBeTrue();
    }

    private static async Task<RealServer> StartAsync(TemporaryFolder folder, string access)
    {
        // Without 'user', Mosquitto drops root's permissions, and cannot access the folder.
        string config = folder.Write("mosquitto.conf", $"user {Environment.UserName}\nlistener 0 {folder.At("socket")}\nallow_anonymous {(access.Length == 0 ? "true" : "false")}\n{access}\npersistence false\nqueue_qos0_messages false\n");
        return await RealServer.StartAsync("mosquitto", folder.Root, _ => ["-c", config], _ => Task.FromResult(File.Exists(folder.At("socket"))));
    }

    private static string Added(System.Text.Json.Nodes.JsonArray list, string config)
    {
        list.Add(config);
        return list.ToJsonString();
    }

    private static async Task PublishAsync(TemporaryFolder folder, string topic, string payload) =>
        (await RealProgram.RunAsync("mosquitto_pub", ["--unix", folder.At("socket"), "-q", "2", "-r", "-t", topic, "-m", payload])).Exit.ShouldBe(0);

    /// <summary>Retained message of a topic; empty if there is none.</summary>
    private static async Task<string> KeptAsync(TemporaryFolder folder, string topic, int seconds = 60) =>
        (await RealProgram.RunAsync("mosquitto_sub", ["--unix", folder.At("socket"), "-q", "2", "-C", "1", "-W", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), "-t", topic])).Output.Trim();

    private static async Task<RemoteMessage> FirstAsync(MosquittoBroker broker, string topic)
    {
        await foreach (RemoteMessage message in broker.SubscribeAsync([topic], CancellationToken.None))
        {
            return message;
        }

        throw new InvalidOperationException("nothing came");
    }
}
