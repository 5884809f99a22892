using System.Text;
using System.Text.Json;
using Scalewright.Storage.Agents;

namespace Conformance.AgentProtocol;

/// <summary>The recorded server below the agent: what its plug-ins saw, and what its actions gave. Protocol is checked with it, not content.</summary>
internal sealed class RecordedServer : IServerActions
{
    private readonly Dictionary<string, Queue<JsonElement>> _results;

    public RecordedServer(ProtocolTranscript transcript)
    {
        JsonElement[] messages = [.. transcript.Posts.SelectMany(row => row.Messages).Where(message => message.GetProperty("body").ValueKind == JsonValueKind.Object)];
        Plugins = [.. transcript.Plugins.Select(plugin => new Recording(plugin, [.. messages.Where(message => ProtocolTranscript.Text(message, "plugin") == plugin)]))];
        Dictionary<string, string> actions = transcript.Gets.SelectMany(row => row.Messages).Select(message => message.GetProperty("body"))
            .Where(body => body.ValueKind == JsonValueKind.Object && ProtocolTranscript.Text(body, "type") == "ACTION_START")
            .ToDictionary(body => ProtocolTranscript.Text(body, "id")!, body => ProtocolTranscript.Text(body, "action")!, StringComparer.Ordinal);
        _results = messages.Select(message => message.GetProperty("body")).Where(body => ProtocolTranscript.Text(body, "type") == "ACTION_COMPLETE")
            .GroupBy(body => actions[ProtocolTranscript.Text(body, "id")!], StringComparer.Ordinal).ToDictionary(same => same.Key, same => new Queue<JsonElement>(same), StringComparer.Ordinal);
    }

    public IReadOnlyList<IServerPlugin> Plugins { get; }

    public Task<ActionResult> RunAsync(string action, JsonElement arguments, CancellationToken cancellationToken)
    {
        if (!_results.TryGetValue(action, out Queue<JsonElement>? results) || !results.TryDequeue(out JsonElement answer) || ProtocolTranscript.Text(answer, "exception") is not null)
        {
            throw ActionFailedException.Unknown(action);
        }

        return Task.FromResult(new ActionResult(Encoding.UTF8.GetBytes(answer.GetProperty("result").GetRawText())));
    }

    private sealed class Recording(string name, JsonElement[] messages) : IServerPlugin
    {
        private int _next;

        public string Name => name;

        public IReadOnlyList<ReadOnlyMemory<byte>> PollFull() => Next();

        public IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate() => Next();

        private IReadOnlyList<ReadOnlyMemory<byte>> Next() =>
            _next < messages.Length ? [Encoding.UTF8.GetBytes(messages[_next++].GetProperty("body").GetRawText())] : [];
    }
}
