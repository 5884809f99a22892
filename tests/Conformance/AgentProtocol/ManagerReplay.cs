using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Wire;
using StorageSample.Managing;

namespace Conformance.AgentProtocol;

internal sealed class ManagerReplay
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(100);

    private readonly ProtocolTranscript _transcript;
    private readonly SimulationKernel _kernel;
    private readonly StorageManager _manager;
    private readonly Dictionary<string, string> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Own, Task<JsonElement> Answer)> _actions = new(StringComparer.Ordinal);
    private Task<StorageManagerResponse>? _asked;

    private ManagerReplay(ProtocolTranscript transcript, SimulationKernel kernel, StorageManager manager) =>
        (_transcript, _kernel, _manager) = (transcript, kernel, manager);

    public static string? FirstDifference(ProtocolTranscript transcript)
    {
        SimulationKernel kernel = new(new KernelOptions { Seed = 1 });
        StorageManagerOptions options = new()
        {
            Clock = kernel.Clock,
            Random = new Random(1),
            ConfiguresHosts = false,
            Password = "lustre",
        };
        return kernel.Run(async () =>
        {
            await using StorageManager manager = await StorageManager.StartAsync(
                transcript.Hold is { } hold ? options with { LongPollTimeout = hold + (Tolerance / 10) } : options
            );
            return await new ManagerReplay(transcript, kernel, manager).RunAsync();
        });
    }

    private async Task<string?> RunAsync()
    {
        foreach (ProtocolRow row in _transcript.Rows)
        {
            TimeSpan wait = TimeSpan.FromSeconds(row.Time) - _kernel.Elapsed;
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _kernel.Clock);
            string? difference =
                row.IsRegistration ? await RegisterAsync(row)
                : row.IsGet ? await GetAsync(row)
                : await PostAsync(row);
            if (difference is not null)
            {
                return $"at {row.Time} s, {row.Method} {row.Path}: {difference}";
            }
        }

        return null;
    }

    private async Task<string?> RegisterAsync(ProtocolRow row)
    {
        Registration recorded = row.Body.Deserialize<Registration>()!;
        string secret = row.Status == 403 ? "UNKNOWN" : await _manager.CreateRegistrationTokenAsync(1);
        using ServerIdentity identity = ServerIdentity.Create(recorded.Fqdn);
        JsonObject body = (JsonObject)JsonNode.Parse(row.Body.GetRawText())!;
        body["csr"] = identity.CreateRegistration(recorded.Nodename, recorded.Version).CertificateRequest;
        StorageManagerResponse reply = await _manager.HandleAsync(
            new StorageManagerRequest(row.Method, $"agent/register/{secret}/") { Body = JsonSerializer.SerializeToUtf8Bytes(body) }
        );
        if (reply.Status != row.Status || row.Response.ValueKind != JsonValueKind.Object)
        {
            return Compare("status", row.Status.ToString(), reply.Status.ToString());
        }

        return Compare("fields", Names(row.Response), Names(JsonElement.Parse(reply.Body.Span)));
    }

    private async Task<string?> PostAsync(ProtocolRow row)
    {
        JsonObject body = (JsonObject)JsonNode.Parse(row.Body.GetRawText())!;
        foreach (JsonNode? message in (JsonArray)body["messages"]!)
        {
            if (message!["session_id"]?.GetValue<string>() is { } session)
            {
                message["session_id"] = _sessions.GetValueOrDefault(session, session);
            }

            if (
                message["body"] is JsonObject content
                && content["type"]?.ToString() == "ACTION_COMPLETE"
                && _actions.TryGetValue(content["id"]!.ToString(), out var action)
            )
            {
                content["id"] = action.Own;
            }
        }

        StorageManagerResponse reply = await _manager.HandleAsync(
            new StorageManagerRequest("POST", "agent/message/")
            {
                ClientName = _transcript.Fqdn,
                Body = JsonSerializer.SerializeToUtf8Bytes(body),
            }
        );
        await Task.Yield();
        return Compare("status", row.Status.ToString(), reply.Status.ToString()) ?? await ResultsAsync(row);
    }

    // The result of an action must have reached its requester.
    private async Task<string?> ResultsAsync(ProtocolRow row)
    {
        foreach (
            JsonElement content in row
                .Messages.Select(message => message.GetProperty("body"))
                .Where(content =>
                    content.ValueKind == JsonValueKind.Object && ProtocolTranscript.Text(content, "type") == "ACTION_COMPLETE"
                )
        )
        {
            string id = ProtocolTranscript.Text(content, "id")!;
            if (!_actions.Remove(id, out (string Own, Task<JsonElement> Answer) action))
            {
                return $"nobody asked for action {id}";
            }

            string wanted = ProtocolTranscript.Text(content, "exception") is { } failure
                ? FreeJson.Of(content.GetProperty("exception")).Trim('\'')
                : FreeJson.Of(content.GetProperty("result"));
            string found;
            try
            {
                found = action.Answer.IsCompleted ? FreeJson.Of(await action.Answer) : "no answer";
            }
            catch (StorageException exception)
            {
                found = exception.Problems[0].Message.Contains(wanted, StringComparison.Ordinal) ? wanted : exception.Problems[0].Message;
            }

            if (Compare($"action {id}", wanted, found) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private async Task<string?> GetAsync(ProtocolRow row)
    {
        _asked ??= Ask(row);
        if (!_asked.IsCompleted)
        {
            Cause(row);
        }

        for (int step = 0; step < 10 && !_asked.IsCompleted; step++)
        {
            await Task.Delay(Tolerance / 10, _kernel.Clock);
        }

        if (!_asked.IsCompleted)
        {
            return "not answered";
        }

        StorageManagerResponse reply = await _asked;
        _asked = _transcript.Gets.SkipWhile(other => other != row).Skip(1).FirstOrDefault() is { } next ? Ask(next) : null;
        return Compare("status", row.Status.ToString(), reply.Status.ToString())
            ?? Messages(row, JsonElement.Parse(reply.Body.Span).GetProperty("messages"));
    }

    private Task<StorageManagerResponse> Ask(ProtocolRow row) =>
        _manager.HandleAsync(new StorageManagerRequest("GET", "agent/message/") { ClientName = _transcript.Fqdn, Query = row.Query });

    // The actions of a user or a service of the recorded manager at that time.
    private void Cause(ProtocolRow row)
    {
        foreach (JsonElement message in row.Messages)
        {
            string plugin = ProtocolTranscript.Text(message, "plugin") ?? "";
            if (ProtocolTranscript.Text(message, "type") == "SESSION_TERMINATE")
            {
                _manager.EndSession(_transcript.Fqdn, plugin);
            }
            else if (
                message.GetProperty("body") is { ValueKind: JsonValueKind.Object } body
                && ProtocolTranscript.Text(body, "type") == "ACTION_START"
            )
            {
                _actions[ProtocolTranscript.Text(body, "id")!] = (
                    "",
                    _manager.RunActionAsync(_transcript.Fqdn, ProtocolTranscript.Text(body, "action")!, body.GetProperty("args"))
                );
            }
        }
    }

    private string? Messages(ProtocolRow row, JsonElement ours)
    {
        JsonElement[] found = [.. ours.EnumerateArray()];
        if (Compare("messages", string.Join(", ", row.Messages.Select(Kind)), string.Join(", ", found.Select(Kind))) is { } difference)
        {
            return difference;
        }

        foreach ((JsonElement recorded, JsonElement own) in row.Messages.Zip(found))
        {
            if (ProtocolTranscript.Text(recorded, "type") == "SESSION_CREATE_RESPONSE")
            {
                _sessions[ProtocolTranscript.Text(recorded, "session_id")!] = ProtocolTranscript.Text(own, "session_id")!;
            }

            if (
                recorded.GetProperty("body") is { ValueKind: JsonValueKind.Object } body
                && ProtocolTranscript.Text(body, "id") is { } id
                && _actions.TryGetValue(id, out var action)
            )
            {
                _actions[id] = action with { Own = ProtocolTranscript.Text(own.GetProperty("body"), "id")! };
            }
        }

        return null;
    }

    private string Kind(JsonElement message)
    {
        string? session = ProtocolTranscript.Text(message, "session_id");
        string marked = session is null ? "no session" : "a session";
        string body = message.GetProperty("body") is { ValueKind: JsonValueKind.Object } content
            ? $"{ProtocolTranscript.Text(content, "type")} {ProtocolTranscript.Text(content, "action")} {FreeJson.Of(content.TryGetProperty("args", out JsonElement arguments) ? arguments : default)}"
            : "null";
        return $"{ProtocolTranscript.Text(message, "type")} {ProtocolTranscript.Text(message, "plugin")} {marked} {ProtocolTranscript.Text(message, "session_seq")} {ProtocolTranscript.Text(message, "fqdn")} {body}";
    }

    private static string Names(JsonElement element) =>
        string.Join(',', element.EnumerateObject().Select(item => item.Name).Order(StringComparer.Ordinal));

    private static string? Compare(string what, string wanted, string found) =>
        wanted == found ? null : $"{what}: {found} instead of {wanted}";
}
