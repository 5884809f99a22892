using System.Threading.Channels;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Operators;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Remote;

/// <summary>
/// An operator that is driven by messages, as Scalehub's is: it takes <c>START</c> when nothing runs, <c>STOP</c> when something does and <c>CLEAN</c> at any time,
/// answers each, and tells its stage. In addition to that, an answer has the command's id and says what is wrong, and progress is told.
/// </summary>
/// <param name="data">The folder of all experiments.</param>
/// <param name="broker">Where messages come from; stays the caller's to dispose.</param>
/// <param name="clock">The wall clock.</param>
[SuppressMessage("Design", "CA1001", Justification = "What it owns while it runs is disposed of when it ends.")]
public sealed class RemoteControl(string data, IMessageBroker broker, TimeProvider clock)
{
    private const int StatesMax = 1_024;
    private static readonly TimeSpan HearAgain = TimeSpan.FromSeconds(2);
    private readonly ControlFolder _control = new(data);
    private readonly Channel<OperatorState> _states = Channel.CreateBounded<OperatorState>(new BoundedChannelOptions(StatesMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private Task _work = Task.CompletedTask;
    private CancellationTokenSource? _stop;
    private volatile OperatorState _last = new(OperatorStage.Idle);

    /// <summary>Runs at the same time, 1 or more; default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Shows what is measured while it goes on; default nobody sees it.</summary>
    public LiveMetrics? Metrics { get; init; }

    /// <summary>What this program has for runs, beside what definitions say; null, the default: nothing.</summary>
    public RunTools? Tools { get; init; }

    /// <summary>Reads a configuration of a command; default: it is a definition, in YAML or JSON.</summary>
    public Func<string, ExperimentBundle> Read { get; init; } = static text => new ExperimentBundle(Encoding.UTF8.GetBytes(text));

    /// <summary>Takes commands until it is ended. A broker that is away is waited for; what it kept is heard then.</summary>
    /// <param name="cancellationToken">Ends it; the queue stays, and the next operator goes on.</param>
    /// <exception cref="ExperimentException">The state that an operator before this left cannot be read.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        OperatorState last = _control.Check();
        Show(last.Stage == OperatorStage.Failed ? last : new OperatorState(OperatorStage.Idle));
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task telling = TellAsync(end.Token);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await HearAsync(cancellationToken);
                await Task.Delay(HearAgain, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end that was asked for.
        }
        finally
        {
            if (_stop is { } stop)
            {
                await stop.CancelAsync();
            }

            await _work;
            await end.CancelAsync();
            await telling;
            _stop?.Dispose();
        }
    }

    private async Task HearAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (RemoteMessage message in broker.SubscribeAsync([RemoteTopics.Command], cancellationToken))
            {
                if (message.Payload.Length > 0)
                {
                    await TakeAsync(message.Payload, cancellationToken);
                }
            }
        }
        catch (ServiceException)
        {
            // The broker keeps the command; it is heard when the broker is.
        }
    }

    private async Task TakeAsync(string payload, CancellationToken cancellationToken)
    {
        // First of all: who dies now must not meet the same command again.
        await broker.PublishAsync(RemoteTopics.Command, "", cancellationToken);
        RemoteCommand command = RemoteCommand.Read(payload, out string problem);
        RemoteReply reply = problem.Length > 0 ? Invalid(command, problem) : await DoAsync(command);
        await broker.PublishAsync(RemoteTopics.Reply, reply.ToJson(), cancellationToken);
        await broker.PublishAsync(RemoteTopics.Ack, reply.Ack, cancellationToken);
    }

    private async Task<RemoteReply> DoAsync(RemoteCommand command)
    {
        try
        {
            return command.Word switch
            {
                "START" => await StartAsync(command),
                "STOP" => await StopAsync(command),
                _ => await CleanAsync(command),
            };
        }
        catch (Exception e) when (e is ScalewrightException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Invalid(command, e is ScalewrightException { Problems: var problems } ? string.Join('\n', problems.Select(problem => $"{problem} [{problem.Code.Id}]")) : e.Message);
        }
    }

    private async Task<RemoteReply> StartAsync(RemoteCommand command)
    {
        if (_last.Stage is OperatorStage.Idle or OperatorStage.Failed && _control.Queue().Count == 0)
        {
            // What was told to be over is about to leave its seat.
            await _work;
        }

        if (!_work.IsCompleted || _control.IsOperated)
        {
            return Invalid(command, "an experiment runs; stop it first, or wait for its end");
        }

        // All or none: what is wrong with one is told before the first is put into the queue.
        ExperimentBundle[] bundles = [.. command.Configs.Select(Read)];
        ValueList<Problem> problems = [.. bundles.SelectMany((bundle, index) => bundle.Read($"config {index + 1}", Tools) is { Experiments.Count: 0, Problems: var found } ? found : [])];
        if (problems.Count > 0)
        {
            throw new ExperimentException(problems, "command");
        }

        ValueList<string> folders = [.. bundles.Select(bundle => _control.Start(bundle, clock).Name)];
        _stop?.Dispose();
        _stop = new CancellationTokenSource();
        _work = WorkAsync(_stop.Token);
        return new RemoteReply(command.Id, "ACK_START", "", folders);
    }

    private async Task<RemoteReply> StopAsync(RemoteCommand command)
    {
        if (_work.IsCompleted)
        {
            // Somebody else may be the operator.
            _control.Stop();
        }
        else
        {
            await StopWorkAsync();
        }

        return new RemoteReply(command.Id, "ACK_STOP", "", []);
    }

    private async Task<RemoteReply> CleanAsync(RemoteCommand command)
    {
        if (!_work.IsCompleted)
        {
            await StopWorkAsync();
        }

        _control.Clean();
        Show(new OperatorState(OperatorStage.Idle));
        return new RemoteReply(command.Id, "ACK_CLEAN", "", []);
    }

    private async Task StopWorkAsync()
    {
        await _stop!.CancelAsync();
        await _work;
        _control.ClearQueue();
        Show(new OperatorState(OperatorStage.Idle) { Error = "it was stopped" });
    }

    private static RemoteReply Invalid(RemoteCommand command, string error) => new(command.Id, RemoteTopics.Invalid, error, []);

    /// <summary>Works on a thread of its own: a simulation keeps it busy, and commands must be heard meanwhile.</summary>
    private Task WorkAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Work) { IsBackground = true, Name = "experiments" }.Start();
        return done.Task;

        void Work()
        {
            try
            {
                new ExperimentOperator(data, clock) { Threads = Threads, Metrics = Metrics, Tools = Tools, Progress = new Teller(Show) }.RunAsync(cancellationToken).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                // Whoever stopped it says what it is now.
            }
            catch (Exception e) when (e is ScalewrightException or IOException or UnauthorizedAccessException)
            {
                Show(new OperatorState(OperatorStage.Failed) { Error = e.Message });
            }
            finally
            {
                done.SetResult();
            }
        }
    }

    private void Show(OperatorState state)
    {
        _last = state;
        _states.Writer.TryWrite(state);
    }

    /// <summary>Tells each stage once, and the latest progress.</summary>
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        string told = "";
        try
        {
            while (await _states.Reader.WaitToReadAsync(cancellationToken))
            {
                while (_states.Reader.TryRead(out OperatorState? state))
                {
                    string word = WordOf(state.Stage);
                    if (word != told)
                    {
                        await TryPublishAsync(RemoteTopics.State, word, cancellationToken);
                        told = word;
                    }

                    if (!_states.Reader.TryPeek(out _))
                    {
                        await TryPublishAsync(RemoteTopics.Progress, JsonSerializer.Serialize(state, OperatorJson.Default.OperatorState), cancellationToken);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Who hears of it last is told below.
        }

        await TryPublishAsync(RemoteTopics.State, WordOf(OperatorStage.Idle), CancellationToken.None);
    }

    private async Task TryPublishAsync(string topic, string payload, CancellationToken cancellationToken)
    {
        try
        {
            await broker.PublishAsync(topic, payload, cancellationToken);
        }
        catch (ServiceException)
        {
            // The next one may be heard; the work goes on.
        }
    }

    /// <summary>Scalehub knows four stages; that the last experiment failed is told as progress.</summary>
    private static string WordOf(OperatorStage stage) => stage switch
    {
        OperatorStage.Starting => "STARTING",
        OperatorStage.Running => "RUNNING",
        OperatorStage.Finishing => "FINISHING",
        _ => "IDLE",
    };

    private sealed class Teller(Action<OperatorState> tell) : IProgress<OperatorState>
    {
        public void Report(OperatorState value) => tell(value);
    }
}
