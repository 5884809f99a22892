using System.Security.Cryptography;
using Scalewright.Experiments.Operators;
using Scalewright.Experiments.Services;
using Scalewright.Providers;

namespace Scalewright.Experiments.Remote;

/// <summary>Controls a <see cref="RemoteOperator"/> from another program or machine. All waits have a
/// timeout.</summary>
/// <param name="broker">The broker. The caller disposes it.</param>
/// <param name="clock">Clock for timeouts.</param>
public sealed class RemoteOperatorClient(IMessageBroker broker, TimeProvider clock)
{
    private const string Service = "operator";
    private const int IdLength = 16;

    /// <summary>Timeout for a response. Default 30 seconds. A command without a response is withdrawn.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Starts all experiments, or none if one is not valid.</summary>
    /// <param name="definitions">The definitions.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Folders of the experiments on the operator's machine.</returns>
    /// <exception cref="ProviderException">The command was rejected, or there was no response.</exception>
    public async Task<ValueList<string>> StartAsync(ValueList<string> definitions, CancellationToken cancellationToken = default) =>
        (await SendAsync("START", definitions, cancellationToken)).Folders;

    /// <summary>Stops the running experiment and clears the queue.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ProviderException">The command was rejected, or there was no response.</exception>
    public async Task StopAsync(CancellationToken cancellationToken = default) => await SendAsync("STOP", [], cancellationToken);

    /// <summary>Stops the running experiment and deletes incomplete runs.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ProviderException">The command was rejected, or there was no response.</exception>
    public async Task CleanAsync(CancellationToken cancellationToken = default) => await SendAsync("CLEAN", [], cancellationToken);

    /// <summary>Returns the last state that the operator published.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ProviderException">There is no operator, or its message is not valid.</exception>
    public async Task<OperatorState> GetStateAsync(CancellationToken cancellationToken = default)
    {
        RemoteMessage message = await WaitAsync(
            RemoteTopics.Progress,
            static _ => true,
            static () => Task.CompletedTask,
            cancellationToken
        );
        try
        {
            return JsonSerializer.Deserialize(message.Payload, OperatorJson.Default.OperatorState) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new HttpServiceException(
                Service,
                new Problem(
                    ProblemCode.ProviderContractViolation,
                    $"'{TextEscaping.Escape(message.Payload)}' is not a state",
                    "see who else writes there"
                )
                {
                    Source = RemoteTopics.Progress,
                },
                exception
            );
        }
    }

    private async Task<RemoteOperatorReply> SendAsync(string command, ValueList<string> configs, CancellationToken cancellationToken)
    {
        RemoteOperatorCommand request = new(command, RandomNumberGenerator.GetHexString(IdLength, lowercase: true), configs);
        RemoteOperatorReply? reply = null;
        try
        {
            await WaitAsync(
                RemoteTopics.Reply,
                message => (reply = RemoteOperatorReply.TryRead(message.Payload)) is { } parsed && parsed.Id == request.Id,
                () => broker.PublishAsync(RemoteTopics.Command, request.ToJson(), cancellationToken),
                cancellationToken
            );
        }
        catch (HttpServiceException exception) when (exception.Problems[0].Code == ProblemCode.TimedOut)
        {
            // The retained command must not reach an operator that starts later.
            await broker.PublishAsync(RemoteTopics.Command, "", cancellationToken);
            throw;
        }

        return reply!.Ack == RemoteTopics.Invalid
            ? throw new HttpServiceException(
                Service,
                new Problem(ProblemCode.InvalidStage, reply.Error, "fix it and send the command again") { Source = command }
            )
            {
                ErrorCode = reply.Ack,
            }
            : reply;
    }

    private async Task<RemoteMessage> WaitAsync(
        string topic,
        Func<RemoteMessage, bool> isIt,
        Func<Task> begin,
        CancellationToken cancellationToken
    )
    {
        using CancellationTokenSource timeoutSource = new(Timeout, clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(
            timeoutSource.Token,
            cancellationToken
        );
        await begin();
        try
        {
            await foreach (RemoteMessage message in broker.SubscribeAsync([topic], linkedSource.Token))
            {
                if (message.Payload.Length > 0 && isIt(message))
                {
                    return message;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The exception after the loop reports the timeout.
        }

        throw new HttpServiceException(
            Service,
            new Problem(
                ProblemCode.TimedOut,
                $"no operator answered within {Timeout}",
                "see whether one runs, and listens to the same broker"
            )
            {
                Source = topic,
            }
        );
    }
}
