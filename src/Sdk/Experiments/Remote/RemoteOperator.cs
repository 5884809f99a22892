using System.Threading.Channels;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Operators;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Runs;
using Scalewright.Providers;

namespace Scalewright.Experiments.Remote;

/// <summary>
/// An operator controlled by MQTT messages, compatible with Scalehub. It accepts <c>START</c> when idle, <c>STOP</c>
/// when running and <c>CLEAN</c> at any time, responds to each command, and publishes its stage. In addition to
/// Scalehub, responses contain the ID of the command and the problems, and progress is published.
/// </summary>
/// <param name="data">The folder of all experiments.</param>
/// <param name="broker">The message broker. The caller disposes it.</param>
/// <param name="clock">The wall clock.</param>
[SuppressMessage("Design", "CA1001", Justification = "What it owns while it runs is disposed of when it ends.")]
public sealed class RemoteOperator(string data, IMessageBroker broker, TimeProvider clock)
{
    private const int MaxStates = 1_024;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private readonly ExperimentQueue _control = new(data);

    /// <summary>States to publish. Null publishes the last one again.</summary>
    private readonly Channel<OperatorState?> _states = Channel.CreateBounded<OperatorState?>(
        new BoundedChannelOptions(MaxStates) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
    );
    private Task _work = Task.CompletedTask;
    private CancellationTokenSource? _stop;
    private volatile OperatorState _last = new(OperatorStage.Idle);

    /// <summary>Maximum number of parallel runs, at least 1. Default 1.</summary>
    public int MaxDegreeOfParallelism { get; init; } = 1;

    /// <summary>Publishes the measurements of the current runs. Default null.</summary>
    public LiveMetrics? Metrics { get; init; }

    /// <summary>Services of this program for runs, in addition to the definitions. Default null.</summary>
    public RunServices? Services { get; init; }

    /// <summary>Parses a configuration of a command. Default: a definition in YAML or JSON.</summary>
    public Func<string, ExperimentBundle> BundleReader { get; init; } = static text => new ExperimentBundle(Encoding.UTF8.GetBytes(text));

    /// <summary>Processes commands until canceled. Reconnects to the broker and reads its retained command.</summary>
    /// <param name="cancellationToken">Stops the operator. The queue remains, and the next operator resumes it.</param>
    /// <exception cref="ExperimentException">The state of an earlier operator cannot be read.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        OperatorState last = _control.ReadState();
        Show(last.Stage == OperatorStage.Failed ? last : new OperatorState(OperatorStage.Idle));
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task publishing = PublishStatesAsync(end.Token);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await ReceiveAsync(cancellationToken);
                await Task.Delay(RetryDelay, clock, cancellationToken);

                // The broker may have published the last will, or lost its retained messages.
                _states.Writer.TryWrite(null);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Requested cancellation.
        }
        finally
        {
            if (_stop is { } stop)
            {
                await stop.CancelAsync();
            }

            await _work;
            await end.CancelAsync();
            await publishing;
            _stop?.Dispose();
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (RemoteMessage message in broker.SubscribeAsync([RemoteTopics.Command], cancellationToken))
            {
                if (message.Payload.Length > 0)
                {
                    await ProcessAsync(message.Payload, cancellationToken);
                }
            }
        }
        catch (ProviderException)
        {
            // The broker retains the command until the connection is restored.
        }
    }

    private async Task ProcessAsync(string payload, CancellationToken cancellationToken)
    {
        // Cleared first, so that a crash does not lead to a second execution of the command.
        await broker.PublishAsync(RemoteTopics.Command, "", cancellationToken);
        RemoteOperatorCommand command = RemoteOperatorCommand.Read(payload, out string problem);
        RemoteOperatorReply reply = problem.Length > 0 ? Invalid(command, problem) : await ExecuteAsync(command);
        await broker.PublishAsync(RemoteTopics.Reply, reply.ToJson(), cancellationToken);
        await broker.PublishAsync(RemoteTopics.Ack, reply.Ack, cancellationToken);
    }

    private async Task<RemoteOperatorReply> ExecuteAsync(RemoteOperatorCommand command)
    {
        try
        {
            return command.Name switch
            {
                "START" => await StartAsync(command),
                "STOP" => await StopAsync(command),
                _ => await CleanAsync(command),
            };
        }
        catch (Exception exception)
            when (exception is ScalewrightException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Invalid(
                command,
                exception is ScalewrightException { Problems: var problems }
                    ? string.Join('\n', problems.Select(problem => $"{problem} [{problem.Code.Id}]"))
                    : exception.Message
            );
        }
    }

    private async Task<RemoteOperatorReply> StartAsync(RemoteOperatorCommand command)
    {
        if (_last.Stage is OperatorStage.Idle or OperatorStage.Failed && _control.Queue().Count == 0)
        {
            // The finished work is about to release its lock.
            await _work;
        }

        if (!_work.IsCompleted || _control.HasOperator)
        {
            return Invalid(command, "an experiment runs; wait for its end, or stop it first");
        }

        // All configurations are validated before the first one is queued.
        ExperimentDefinition[] definitions =
        [
            .. command.Configs.Select((config, index) => BundleReader(config).Read($"config {index + 1}", Services)),
        ];
        ValueList<Problem> problems =
        [
            .. definitions.SelectMany(definition => definition.Experiments.Count == 0 ? definition.Problems : []),
        ];
        if (problems.Count > 0)
        {
            throw new ExperimentException(problems, "command");
        }

        ValueList<string> folders = [.. definitions.Select(definition => _control.Enqueue(definition, clock).Name)];
        _stop?.Dispose();
        _stop = new CancellationTokenSource();
        _work = WorkAsync(_stop.Token);
        return new RemoteOperatorReply(command.Id, "ACK_START", "", folders);
    }

    private async Task<RemoteOperatorReply> StopAsync(RemoteOperatorCommand command)
    {
        if (_work.IsCompleted)
        {
            // The operator may be another process.
            _control.RequestStop();
        }
        else
        {
            await StopWorkAsync();
        }

        return new RemoteOperatorReply(command.Id, "ACK_STOP", "", []);
    }

    private async Task<RemoteOperatorReply> CleanAsync(RemoteOperatorCommand command)
    {
        if (!_work.IsCompleted)
        {
            await StopWorkAsync();
        }

        _control.DeleteIncompleteRuns();
        Show(new OperatorState(OperatorStage.Idle));
        return new RemoteOperatorReply(command.Id, "ACK_CLEAN", "", []);
    }

    private async Task StopWorkAsync()
    {
        await _stop!.CancelAsync();
        await _work;
        _control.ClearQueue();
        Show(new OperatorState(OperatorStage.Idle) { Error = "the run was stopped" });
    }

    private static RemoteOperatorReply Invalid(RemoteOperatorCommand command, string error) =>
        new(command.Id, RemoteTopics.Invalid, error, []);

    /// <summary>Works on its own thread, because a simulation would block the handling of commands.</summary>
    private Task WorkAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Work) { IsBackground = true, Name = "experiments" }.Start();
        return done.Task;

        void Work()
        {
            try
            {
                new ExperimentOperator(data, clock)
                {
                    MaxDegreeOfParallelism = MaxDegreeOfParallelism,
                    Metrics = Metrics,
                    Services = Services,
                    Progress = new ProgressPublisher(Show),
                }
                    .RunAsync(cancellationToken)
                    .GetAwaiter()
                    .GetResult();
            }
            catch (OperationCanceledException)
            {
                // The caller of the stop publishes the new state.
            }
            catch (Exception exception) when (exception is ScalewrightException or IOException or UnauthorizedAccessException)
            {
                Show(new OperatorState(OperatorStage.Failed) { Error = exception.Message });
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

    private async Task PublishStatesAsync(CancellationToken cancellationToken)
    {
        string publishedStage = "";
        try
        {
            while (await _states.Reader.WaitToReadAsync(cancellationToken))
            {
                while (_states.Reader.TryRead(out OperatorState? change))
                {
                    OperatorState state = change ?? _last;
                    string stage = FormatStage(state.Stage);
                    if (change is null || stage != publishedStage)
                    {
                        await TryPublishAsync(RemoteTopics.State, stage, cancellationToken);
                        publishedStage = stage;
                    }

                    if (!_states.Reader.TryPeek(out _))
                    {
                        await TryPublishAsync(
                            RemoteTopics.Progress,
                            JsonSerializer.Serialize(state, OperatorJson.Default.OperatorState),
                            cancellationToken
                        );
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Final messages are published below.
        }

        await TryPublishAsync(RemoteTopics.State, FormatStage(OperatorStage.Idle), CancellationToken.None);
    }

    private async Task TryPublishAsync(string topic, string payload, CancellationToken cancellationToken)
    {
        try
        {
            await broker.PublishAsync(topic, payload, cancellationToken);
        }
        catch (ProviderException)
        {
            // The next publication may succeed; the work continues.
        }
    }

    /// <summary>Returns one of Scalehub's four stages. They have no failure, which is reported as progress.</summary>
    private static string FormatStage(OperatorStage stage) =>
        stage switch
        {
            OperatorStage.Starting => "STARTING",
            OperatorStage.Running => "RUNNING",
            OperatorStage.Finishing => "FINISHING",
            _ => "IDLE",
        };

    private sealed class ProgressPublisher(Action<OperatorState> report) : IProgress<OperatorState>
    {
        public void Report(OperatorState value) => report(value);
    }
}
