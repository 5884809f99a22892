using StorageSample.Managing.Links;

namespace StorageSample.Managing.Commands;

/// <summary>Sends action requests to agents and waits for the results.</summary>
internal sealed class ActionDispatcher(LinkTable links)
{
    public const string Plugin = "action_runner";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Fqdn, TaskCompletionSource<JsonElement> Answer)> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<TaskCompletionSource<JsonElement>>> _waiting = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>Runs an action on one host. Waits until the host has a session for actions.</summary>
    /// <exception cref="CommandFailedException">The action failed, or the host or its session was lost.</exception>
    public async Task<JsonElement> RunAsync(
        string fqdn,
        string action,
        Action<Utf8JsonWriter>? arguments,
        CancellationToken cancellationToken
    )
    {
        await OpenAsync(fqdn, cancellationToken);
        string id = $"a{Interlocked.Increment(ref _last)}";
        TaskCompletionSource<JsonElement> response = new();
        lock (_gate)
        {
            _pending.Add(id, (fqdn, response));
        }

        if (!links.GetOrAdd(fqdn).Send(Plugin, Start(id, action, arguments)))
        {
            Forget(id);
            throw new CommandFailedException($"{action} on {fqdn}: its session ended") { IsResponseLost = true };
        }

        return await HandleAsync(fqdn, id, action, response, cancellationToken);
    }

    public void Receive(AgentMessage message)
    {
        // An invalid response from one agent must not discard the other messages of its request.
        BodyFields body = BodyFields.Read(message.Body);
        if (body.Text("id") is not { } id || Forget(id) is not { } completion)
        {
            return;
        }

        string? exception = body.Text("exception");
        if (exception is not null || !body.IsSuccess)
        {
            completion.TrySetException(
                new CommandFailedException(
                    exception?.TrimEnd().Split('\n')[^1] ?? $"{message.Fqdn} answered what cannot be read: {body.Problems}"
                )
            );
            return;
        }

        completion.TrySetResult(body.Value("result"));
    }

    public void OnSessionStarted(string fqdn)
    {
        List<TaskCompletionSource<JsonElement>>? waiting;
        lock (_gate)
        {
            _waiting.Remove(fqdn, out waiting);
        }

        waiting?.ForEach(static pending => pending.TrySetResult(default));
    }

    /// <summary>Fails the requests of a lost host immediately, without waiting for their timeout.</summary>
    public void Lost(string fqdn)
    {
        List<TaskCompletionSource<JsonElement>>? waiting = null;
        lock (_gate)
        {
            if (links.Find(fqdn) is { IsMissing: true })
            {
                _waiting.Remove(fqdn, out waiting);
            }
        }

        waiting?.ForEach(pending => pending.TrySetException(NoContact(fqdn)));
    }

    /// <summary>Fails the requests of an ended session, whose responses will not arrive.</summary>
    public void OnSessionEnded(string fqdn)
    {
        List<TaskCompletionSource<JsonElement>> lost = [];
        lock (_gate)
        {
            foreach (
                (string id, (_, TaskCompletionSource<JsonElement> response)) in _pending
                    .Where(entry => string.Equals(entry.Value.Fqdn, fqdn, StringComparison.Ordinal))
                    .ToList()
            )
            {
                _pending.Remove(id);
                lost.Add(response);
            }
        }

        lost.ForEach(response =>
            response.TrySetException(new CommandFailedException($"{fqdn}: its session ended before it answered") { IsResponseLost = true })
        );
    }

    private async Task<JsonElement> HandleAsync(
        string fqdn,
        string id,
        string action,
        TaskCompletionSource<JsonElement> response,
        CancellationToken cancellationToken
    )
    {
        await using CancellationTokenRegistration stop = cancellationToken.UnsafeRegister(
            _ =>
            {
                if (Forget(id) is not null)
                {
                    links.GetOrAdd(fqdn).Send(Plugin, Cancel(id));
                    response.TrySetException(new CommandFailedException($"{action} on {fqdn}: no answer in time"));
                }
            },
            null
        );
        try
        {
            return await response.Task;
        }
        catch (CommandFailedException exception) when (!exception.Message.StartsWith(action, StringComparison.Ordinal))
        {
            throw new CommandFailedException($"{action} on {fqdn}: {exception.Message}") { IsResponseLost = exception.IsResponseLost };
        }
    }

    /// <summary>Waits until a host has a session for actions.</summary>
    /// <exception cref="CommandFailedException">The host is lost.</exception>
    public async Task OpenAsync(string fqdn, CancellationToken cancellationToken)
    {
        TaskCompletionSource<JsonElement> open = new();
        lock (_gate)
        {
            HostLink link = links.GetOrAdd(fqdn);
            if (link.HasSession(Plugin))
            {
                return;
            }

            if (link.IsMissing)
            {
                throw NoContact(fqdn);
            }

            if (!_waiting.TryGetValue(fqdn, out List<TaskCompletionSource<JsonElement>>? waiting))
            {
                _waiting.Add(fqdn, waiting = []);
            }

            waiting.Add(open);
        }

        await using CancellationTokenRegistration stop = cancellationToken.UnsafeRegister(
            _ => open.TrySetException(new CommandFailedException($"{fqdn} did not report in time")),
            null
        );
        await open.Task;
    }

    private static CommandFailedException NoContact(string fqdn) => new($"{fqdn} is out of contact");

    private TaskCompletionSource<JsonElement>? Forget(string id)
    {
        lock (_gate)
        {
            return _pending.Remove(id, out (string Fqdn, TaskCompletionSource<JsonElement> Answer) pending) ? pending.Answer : null;
        }
    }

    private static byte[] Start(string id, string action, Action<Utf8JsonWriter>? arguments) =>
        Write(writer =>
        {
            writer.WriteString("type"u8, "ACTION_START"u8);
            writer.WriteString("id"u8, id);
            writer.WriteString("action"u8, action);
            writer.WriteStartObject("args"u8);
            arguments?.Invoke(writer);
            writer.WriteEndObject();
        });

    private static byte[] Cancel(string id) =>
        Write(writer =>
        {
            writer.WriteString("type"u8, "ACTION_CANCEL"u8);
            writer.WriteString("id"u8, id);
        });

    private static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            fields(writer);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}

/// <summary>A step of a command failed. The command shows the message.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class CommandFailedException(string message) : Exception(message)
{
    /// <summary>True if the outcome is unknown because the session ended before the response.</summary>
    public bool IsResponseLost { get; init; }
}
