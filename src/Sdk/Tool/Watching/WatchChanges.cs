using System.Text.Json.Serialization;
using Scalewright.Clusters;
using Scalewright.Tool.Providers;
using Scalewright.Tool.Serving;
using Scalewright.Topologies;

namespace Scalewright.Tool.Watching;

/// <summary>Changes of a watched cluster that its page requests, one at a time.</summary>
/// <param name="folder">State folder.</param>
/// <param name="selection">Settings of the provider.</param>
/// <param name="context">Context of the command.</param>
internal sealed class WatchChanges(string folder, ProviderSelection selection, VerbContext context) : IDisposable
{
    private const int Conflict = 409;
    private const int BadRequest = 400;
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Adds <c>POST /scale</c> and <c>POST /repair</c>.</summary>
    public void AddTo(PageServer server)
    {
        server.MapPost("/scale", ScaleAsync);
        server.MapPost("/repair", (body, cancellationToken) =>
            RunAsync(Cluster.ReadRecord(folder).Desired, static desired => desired, IsAccepted(body), cancellationToken)
        );
    }

    public void Dispose() => _gate.Dispose();

    private Task<PageResponse> ScaleAsync(JsonElement body, CancellationToken cancellationToken)
    {
        if (
            !body.TryGetProperty("group", out JsonElement group)
            || group.ValueKind != JsonValueKind.String
            || !body.TryGetProperty("count", out JsonElement number)
            || number.ValueKind != JsonValueKind.Number
            || !number.TryGetInt32(out int count)
            || count < 0
        )
        {
            return Task.FromResult(
                PageResponse.Reject(BadRequest, "'group' must be a name, and 'count' a whole number of nodes, 0 or more.")
            );
        }

        GroupResize resize = new(group.GetString()!, count);
        Topology desired = Cluster.ReadRecord(folder).Desired;
        return resize.FindProblem(desired) is { } problem
            ? Task.FromResult(PageResponse.Reject(BadRequest, $"{problem}"))
            : RunAsync(resize.Apply(desired), resize.Apply, IsAccepted(body), cancellationToken);
    }

    /// <summary>Executes a change as <c>scalewright scale</c> does. A started change is not cancelled with its request.
    /// </summary>
    private async Task<PageResponse> RunAsync(
        Topology desired,
        Func<Topology, Topology> change,
        bool isAccepted,
        CancellationToken cancellationToken
    )
    {
        if (!await _gate.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return PageResponse.Reject(Conflict, "Another change of this page is under way.");
        }

        try
        {
            string removed = "";
            Confirmation confirmation = new(context, isAccepted, isJson: true) { OnRefused = resources => removed = resources };
            AppliedChange applied = new(desired, change, selection, folder, isDryRun: false, _ => [], _ => "", confirmation, context);
            VerbReport report = await VerbRun.GuardAsync(
                () => VerbRun.RunAsync(selection, applied.RunAsync, CancellationToken.None),
                continues: true,
                CancellationToken.None
            );
            context.Progress.Clear();
            return removed.Length > 0 ? Respond(removed) : Respond(report);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static PageResponse Respond(VerbReport report)
    {
        if (report.ExitCode == ExitCode.Done)
        {
            return Respond("");
        }

        string[] problems = [.. report.Problems.Select(problem => problem.Text)];
        return PageResponse.Reject(Conflict, problems.Length == 0 ? [report.Note] : problems);
    }

    private static PageResponse Respond(string confirm) => PageResponse.From(new WatchChange(confirm), WatchJson.Default.WatchChange);

    private static bool IsAccepted(JsonElement body) =>
        body.TryGetProperty("yes", out JsonElement yes) && yes.ValueKind == JsonValueKind.True;
}

/// <summary>Result of a change.</summary>
/// <param name="Confirm">Resources whose removal the user must accept first, with <c>yes</c>; empty if the change is
/// done.</param>
internal sealed record WatchChange(string Confirm);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WatchChange))]
internal sealed partial class WatchJson : JsonSerializerContext;
