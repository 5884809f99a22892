namespace Scalewright.Storage.Agents;

/// <summary>Runs the manager's requests one at a time and responds to each that was not canceled.</summary>
internal sealed class ActionRunner(IServerActions actions, Action<ReadOnlyMemory<byte>, Action?> reply) : IServerPlugin
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ActionRequest> _waiting = [];
    private RunningAction? _running;

    public string Name => "action_runner";

    public IReadOnlyList<ReadOnlyMemory<byte>> PollFull() => [];

    public IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate() => [];

    /// <summary>Receives a message of the manager. Drops a message that is not a request.</summary>
    public void Receive(ReadOnlyMemory<byte> body)
    {
        if (ActionRequest.Read(body) is not { } request)
        {
            return;
        }

        if (request.Action is null)
        {
            Cancel(request.Id);
            return;
        }

        lock (_gate)
        {
            _waiting.AddLast(request);
            if (_running is not null)
            {
                return;
            }
        }

        _ = RunAsync();
    }

    /// <summary>Cancels all requests. Responses of an old session have no receiver.</summary>
    public void Reset()
    {
        RunningAction? running;
        lock (_gate)
        {
            _waiting.Clear();
            running = _running;
        }

        running?.Cancel();
    }

    private void Cancel(string id)
    {
        RunningAction? running;
        lock (_gate)
        {
            running = _running;
            for (LinkedListNode<ActionRequest>? node = _waiting.First; node is not null; node = node.Next)
            {
                if (string.Equals(node.Value.Id, id, StringComparison.Ordinal))
                {
                    _waiting.Remove(node);
                    break;
                }
            }
        }

        if (running is not null && string.Equals(running.Request.Id, id, StringComparison.Ordinal))
        {
            running.Cancel();
        }
    }

    // Runs one action at a time: the caller that finds no running action processes the queue until it is empty.
    private async Task RunAsync()
    {
        while (Next() is { } next)
        {
            using CancellationTokenSource stop = next.Stop;
            await RunAsync(next.Request, stop.Token);
            lock (_gate)
            {
                _running = null;
            }
        }
    }

    private RunningAction? Next()
    {
        lock (_gate)
        {
            if (_running is not null || _waiting.First is not { } first)
            {
                return null;
            }

            _waiting.RemoveFirst();
            _running = new RunningAction(first.Value, new CancellationTokenSource());
            return _running;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every failure of an action is its result; the agent continues.")]
    private async Task RunAsync(ActionRequest request, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body;
        Action? onSent = null;
        try
        {
            AgentActionResult result = await actions.RunAsync(request.Action!, request.Arguments, cancellationToken);
            (body, onSent) = (ActionResponse.Create(request.Id, result), result.OnResponseSent);
        }
        catch (Exception exception)
        {
            body = ActionResponse.Create(request.Id, exception is StorageActionException ? exception.Message : exception.ToString());
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            reply(body, onSent);
        }
    }

    private sealed record RunningAction(ActionRequest Request, CancellationTokenSource Stop)
    {
        public void Cancel()
        {
            try
            {
                Stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The action has completed in the meantime.
            }
        }
    }
}

internal static class ActionResponse
{
    public static byte[] Create(string id, AgentActionResult result) => Write(id, result.Json, exception: null);

    public static byte[] Create(string id, string exception) => Write(id, default, exception);

    private static byte[] Write(string id, ReadOnlyMemory<byte> result, string? exception)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "ACTION_COMPLETE"u8);
            writer.WriteString("id"u8, id);
            writer.WritePropertyName("result"u8);
            if (result.IsEmpty)
            {
                writer.WriteNullValue();
            }
            else
            {
                writer.WriteRawValue(result.Span);
            }

            writer.WriteString("exception"u8, exception);
            writer.WriteStartArray("subprocesses"u8);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}

/// <summary>Request that a manager sends to the action runner of an agent.</summary>
/// <param name="Action">Name of the action. Null: cancel the action with this ID.</param>
/// <param name="Arguments">Arguments: a JSON object.</param>
internal sealed record ActionRequest(string Id, string? Action, JsonElement Arguments)
{
    private static readonly JsonElement NoArguments = Parse("{}"u8);

    /// <summary>Reads a request. Returns null if the JSON is not a request.</summary>
    public static ActionRequest? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            JsonElement root = Parse(json.Span);
            return root.ValueKind == JsonValueKind.Object && Text(root, "id") is { } id
                ? Text(root, "type") switch
                {
                    "ACTION_START" when Text(root, "action") is { } action => new ActionRequest(id, action, ReadArguments(root)),
                    "ACTION_CANCEL" => new ActionRequest(id, null, NoArguments),
                    _ => null,
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        return JsonElement.ParseValue(ref reader);
    }

    private static JsonElement ReadArguments(JsonElement root) =>
        root.TryGetProperty("args", out JsonElement arguments) && arguments.ValueKind == JsonValueKind.Object ? arguments : NoArguments;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? value.ToString()
            : null;
}
