using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Experiments.Services.Tests.Remote;

public class RemoteControlTests
{
    [Fact]
    public async Task Remotely_started_experiments_run_sequentially_and_publish_their_states()
    {
        MemoryBroker broker = new();
        await using RemoteTest test = new(broker);

        (await test.Client.StartAsync([RemoteTest.Short, RemoteTest.Short])).ShouldBe(["short-001", "short-002"]);
        await test.UntilAsync(OperatorStage.Idle, "short-002");

        ExperimentFolder
            .List(test.Data)
            .Select(folder => folder.ReadData().Points[0].Runs[0].Outcome)
            .ShouldBe([RunOutcome.Completed, RunOutcome.Completed]);
        broker.States[0].ShouldBe("IDLE");
        broker.States[^1].ShouldBe("IDLE");
        broker.States.ShouldContain("STARTING");
        broker.States.ShouldContain("FINISHING");
        broker.Kept("experiment/command").ShouldBe("");
        broker.Kept("experiment/ack").ShouldBe("ACK_START");
    }

    [Fact]
    public async Task A_remote_stop_ends_the_running_experiment_and_clears_the_queue()
    {
        await using RemoteTest test = new(new MemoryBroker());
        await test.Client.StartAsync([RemoteTest.Long, RemoteTest.Short]);
        await test.UntilAsync(OperatorStage.Running, "long-001");

        HttpServiceException twice = await Should.ThrowAsync<HttpServiceException>(() => test.Client.StartAsync([RemoteTest.Short]));
        await test.Client.StopAsync();

        twice.Message.ShouldContain("an experiment runs; wait for its end, or stop it first");
        test.Control.HasOperator.ShouldBeFalse();
        test.Control.ReadState().Queue.ShouldBeEmpty();
        await RealServer.UntilAsync(async () => (await test.Client.GetStateAsync()).Error == "the run was stopped", "it is told");
        (await Should.ThrowAsync<HttpServiceException>(() => test.Client.StopAsync())).Message.ShouldContain("nothing runs");
    }

    [Fact]
    public async Task A_remote_clean_stops_the_running_experiment_and_keeps_completed_ones()
    {
        await using RemoteTest test = new(new MemoryBroker());
        await test.Client.CleanAsync();
        await test.Client.StartAsync([RemoteTest.Short]);
        await test.UntilAsync(OperatorStage.Idle, "short-001");
        await test.Client.StartAsync([RemoteTest.Long]);
        await test.UntilAsync(OperatorStage.Running, "long-001");

        await test.Client.CleanAsync();

        ExperimentFolder.List(test.Data).Select(folder => folder.Name).ShouldBe(["short-001"]);
        (await test.Client.StartAsync([RemoteTest.Short])).ShouldBe(["short-002"]);
        await test.UntilAsync(OperatorStage.Idle, "short-002");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("no json", "a command is not JSON: ")]
    [InlineData("[]", "a command is not an object; send {\\u0022command\\u0022")]
    [InlineData("""{"command": "DANCE", "id": "7"}""", "there is no command \\u0027DANCE\\u0027; send START, STOP or CLEAN")]
    [InlineData("""{"command": "START"}""", "there are no configs; send them as a list of texts in a text")]
    [InlineData("""{"command": "START", "configs": "[]"}""", "the configs are not a list of texts; send them as a list of texts in a text")]
    [InlineData(
        """{"command": "START", "configs": "[{}]"}""",
        "the configs are not a list of texts; send them as a list of texts in a text"
    )]
    [InlineData("""{"command": "START", "configs": "[\"{}\", \"name: x\"]"}""", "config 1:1:1 name: is missing")]
    [InlineData("""{"command": "STOP"}""", "nothing runs; start an experiment first [SW9004]")]
    public async Task An_invalid_command_is_acknowledged_as_invalid_and_creates_no_experiment(string payload, string told)
    {
        MemoryBroker broker = new();
        await using RemoteTest test = new(broker);

        await broker.PublishAsync("experiment/command", payload, CancellationToken.None);
        await RealServer.UntilAsync(() => Task.FromResult(broker.Kept("experiment/ack").Length > 0), "it is answered");

        broker.Kept("experiment/ack").ShouldBe("INVALID_COMMAND");
        broker.Kept("experiment/reply").ShouldContain(told);
        broker.Kept("experiment/command").ShouldBe("");
        ExperimentFolder.List(test.Data).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_retained_command_is_processed_once_the_broker_is_available_again()
    {
        MemoryBroker broker = new() { Absences = 3 };
        await broker.PublishAsync("experiment/command", """{"command": "CLEAN", "id": "1"}""", CancellationToken.None);
        using TemporaryFolder data = new();
        using CancellationTokenSource stop = new();
        LeapingClock clock = new(TimeSpan.FromHours(1));

        Task running = new RemoteOperator(data.Root, broker, clock).RunAsync(stop.Token);
        await RealServer.UntilAsync(() => Task.FromResult(broker.Kept("experiment/ack").Length > 0), "it is heard");
        await stop.CancelAsync();
        await running;

        broker.Kept("experiment/ack").ShouldBe("ACK_CLEAN");
        broker.Absences.ShouldBe(0);
        clock.Pauses.ShouldAllBe(pause => pause == TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_command_without_a_response_times_out_and_is_withdrawn()
    {
        MemoryBroker broker = new();
        RemoteOperatorClient client = new(broker, TimeProvider.System) { Timeout = TimeSpan.FromMilliseconds(100) };

        HttpServiceException failure = await Should.ThrowAsync<HttpServiceException>(() => client.StartAsync([RemoteTest.Short]));

        failure.Message.ShouldContain("no operator answered within 00:00:00.1000000; see whether one runs, and listens to the same broker");
        broker.Kept("experiment/command").ShouldBe("");
        await Should.ThrowAsync<HttpServiceException>(() => client.GetStateAsync());
    }
}

internal sealed class MemoryBroker : IMessageBroker
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);
    private readonly List<(ValueList<string> Topics, Channel<RemoteMessage> Channel)> _heard = [];
    private readonly List<string> _states = [];

    public int Absences { get; set; }

    public IReadOnlyList<string> States
    {
        get
        {
            lock (_gate)
            {
                return [.. _states];
            }
        }
    }

    /// <summary>Retained message of a topic; empty if there is none.</summary>
    public string Kept(string topic)
    {
        lock (_gate)
        {
            return _kept.GetValueOrDefault(topic, "");
        }
    }

    public Task PublishAsync(string topic, string payload, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _kept[topic] = payload;
            if (topic == "experiment/state")
            {
                _states.Add(payload);
            }

            foreach ((_, Channel<RemoteMessage> channel) in _heard.Where(hearer => hearer.Topics.Contains(topic)))
            {
                channel.Writer.TryWrite(new RemoteMessage(topic, payload));
            }
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<RemoteMessage> SubscribeAsync(
        ValueList<string> topics,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (Absences > 0)
        {
            Absences--;
            throw new HttpServiceException("mqtt", new Problem(ProblemCode.ConnectionLost, "it is away", "wait"));
        }

        Channel<RemoteMessage> channel = Channel.CreateUnbounded<RemoteMessage>();
        lock (_gate)
        {
            _heard.Add((topics, channel));
            foreach (string topic in topics.Where(topic => _kept.GetValueOrDefault(topic, "").Length > 0))
            {
                channel.Writer.TryWrite(new RemoteMessage(topic, _kept[topic]));
            }
        }

        await foreach (RemoteMessage message in channel.Reader.ReadAllAsync(cancellationToken))
        {
            yield return message;
        }
    }
}
