using System.Security.Cryptography;
using Scalewright.Experiments.Operators;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Remote;

/// <summary>Drives a <see cref="RemoteControl"/> from another program or machine. No wait is without a limit.</summary>
/// <param name="broker">The broker between them; stays the caller's to dispose.</param>
/// <param name="clock">Time of waiting.</param>
public sealed class RemoteClient(IMessageBroker broker, TimeProvider clock)
{
    private const string Service = "operator";
    private const int IdLength = 16;

    /// <summary>The longest wait for an answer; default 30 s. A command that nobody answered is taken back.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Starts experiments, all or none.</summary>
    /// <param name="definitions">Their definitions.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Their folders, as the operator names them.</returns>
    /// <exception cref="ServiceException">They were refused, or nobody answered.</exception>
    public async Task<ValueList<string>> StartAsync(ValueList<string> definitions, CancellationToken cancellationToken = default) => (await SendAsync("START", definitions, cancellationToken)).Folders;

    /// <summary>Stops what runs and empties the queue.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ServiceException">It was refused, or nobody answered.</exception>
    public async Task StopAsync(CancellationToken cancellationToken = default) => await SendAsync("STOP", [], cancellationToken);

    /// <summary>Stops what runs, and removes what did not complete.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ServiceException">It was refused, or nobody answered.</exception>
    public async Task CleanAsync(CancellationToken cancellationToken = default) => await SendAsync("CLEAN", [], cancellationToken);

    /// <summary>What the operator did when it last said so.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ServiceException">There is no operator, or what it says makes no sense.</exception>
    public async Task<OperatorState> CheckAsync(CancellationToken cancellationToken = default)
    {
        RemoteMessage message = await WaitAsync(RemoteTopics.Progress, static _ => true, static () => Task.CompletedTask, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(message.Payload, OperatorJson.Default.OperatorState) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new ServiceException(Service, new Problem(ProblemCode.ProviderNonsense, $"'{Printable.Escape(message.Payload)}' is no state", "see who else writes there") { Source = RemoteTopics.Progress }, e);
        }
    }

    private async Task<RemoteReply> SendAsync(string word, ValueList<string> configs, CancellationToken cancellationToken)
    {
        RemoteCommand command = new(word, RandomNumberGenerator.GetHexString(IdLength, lowercase: true), configs);
        RemoteReply? reply = null;
        try
        {
            await WaitAsync(RemoteTopics.Reply, message => (reply = RemoteReply.TryRead(message.Payload)) is { } found && found.Id == command.Id, () => broker.PublishAsync(RemoteTopics.Command, command.ToJson(), cancellationToken), cancellationToken);
        }
        catch (ServiceException late) when (late.Problems[0].Code == ProblemCode.DeadlinePassed)
        {
            // An operator that comes tomorrow must not find it.
            await broker.PublishAsync(RemoteTopics.Command, "", cancellationToken);
            throw;
        }

        return reply!.Ack == RemoteTopics.Invalid
            ? throw new ServiceException(Service, new Problem(ProblemCode.WrongStage, reply.Error, "mend it and send the command again") { Source = word }) { Word = reply.Ack }
            : reply;
    }

    private async Task<RemoteMessage> WaitAsync(string topic, Func<RemoteMessage, bool> isIt, Func<Task> begin, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(Limit, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await begin();
        try
        {
            await foreach (RemoteMessage message in broker.SubscribeAsync([topic], either.Token))
            {
                if (message.Payload.Length > 0 && isIt(message))
                {
                    return message;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Told below.
        }

        throw new ServiceException(Service, new Problem(ProblemCode.DeadlinePassed, $"no operator answered within {Limit}", "see whether one runs, and hears the same broker") { Source = topic });
    }
}
