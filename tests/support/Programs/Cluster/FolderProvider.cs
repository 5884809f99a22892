using System.Runtime.CompilerServices;
using Scalewright.Planning;

namespace TestPrograms;

/// <summary>Resources are files of a folder, one per token, so that they outlive every killed process.</summary>
public sealed class FolderProvider(string folder, int seed = 1) : IProvider
{
    public string Name => "folder";

    public TimeProvider Clock => TimeProvider.System;

    public Random Random { get; } = new(seed);

    public int MaxBatchSize { get; init; } = 16;

    public TimeSpan ConsistencyWindow => TimeSpan.Zero;

    public TimeSpan Pause { get; init; }

    /// <summary>Whether steps wait while the folder contains a file <see cref="Gate"/>.</summary>
    public bool WaitsAtGate { get; init; }

    public const string Gate = "gate";

    /// <summary>A file of this name in the folder prevents deletions.</summary>
    public const string Stuck = "stuck";

    /// <summary>Called before and after each effect; a test may kill the process there.</summary>
    public Action<string> Pass { get; init; } = static _ => { };

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        program(cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(folder);
        return Task.FromResult(ValueList<Problem>.Empty);
    }

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(folder);
        return Task.FromResult(
            Directory
                .EnumerateFiles(folder, "*.json")
                .Select(Read)
                .OfType<Resource>()
                .Where(resource => owner is null || resource.Tag.Owner == owner)
                .OrderBy(resource => resource.CreatedAt)
                .ThenBy(resource => resource.Id, StringComparer.Ordinal)
                .ToValueList()
        );
    }

    public async IAsyncEnumerable<StepOutcome> ApplyAsync(
        ValueList<StepRequest> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        foreach (StepRequest order in (IEnumerable<StepRequest>)requests)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }

            Pass("provider.before");
            await Task.Delay(Pause, CancellationToken.None);
            while (WaitsAtGate && File.Exists(Path.Combine(folder, Gate)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            }

            if (order.Step.Action == StepAction.Destroy && File.Exists(Path.Combine(folder, Stuck)))
            {
                yield return new StepOutcome(order.Token, StepResult.Failed)
                {
                    Problem = new Problem(ProblemCode.ConflictingFields, "it is stuck", "let it go"),
                };
                continue;
            }

            Resource? resource = order.Step.Action switch
            {
                StepAction.Create => Create(order),
                StepAction.Change => Change(order),
                _ => Destroy(order),
            };
            Pass("provider.after");
            await Task.Yield();
            yield return new StepOutcome(order.Token, StepResult.Succeeded) { Resource = resource };
        }
    }

    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        throw new AgentException(
            node?.Tag.Name ?? "",
            new Problem(ProblemCode.ConnectionLost, "a file has no agent", "use another provider")
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Resource Create(StepRequest order)
    {
        string path = PathOf(order.Token);
        if (File.Exists(path))
        {
            return Read(path)!;
        }

        Resource made = new($"{order.Step.Target}-{order.Step.Name}-{order.Token}", order.Tag, ResourceState.Ready, DateTimeOffset.UtcNow);
        Write(path, made);
        return made;
    }

    private Resource? Change(StepRequest order)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.json"))
        {
            if (Read(path) is { } found && found.Id == order.ResourceId)
            {
                Resource changed = found with { Tag = found.Tag with { Digest = order.Tag.Digest, Epoch = order.Tag.Epoch } };
                Write(path, changed);
                return changed;
            }
        }

        return null;
    }

    private Resource? Destroy(StepRequest order)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Where(path => Read(path)?.Id == order.ResourceId))
        {
            File.Delete(path);
        }

        return null;
    }

    private static void Write(string path, Resource resource)
    {
        string temporary = path + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(FileEntry.Of(resource), FileEntryJson.Default.FileEntry));
        File.Move(temporary, path, overwrite: true);
    }

    private static Resource? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), FileEntryJson.Default.FileEntry)?.ToResource();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private string PathOf(string token) => Path.Combine(folder, token + ".json");
}

internal sealed record FileEntry(
    string Id,
    string Owner,
    StepTarget Target,
    string Name,
    string Token,
    string Group,
    string Digest,
    long Epoch,
    DateTimeOffset CreatedAt
)
{
    public DateTimeOffset? ExpiresAt { get; init; }

    public long Sequence { get; init; }

    public static FileEntry Of(Resource resource) =>
        new(
            resource.Id,
            resource.Tag.Owner.ToString(),
            resource.Tag.Target,
            resource.Tag.Name,
            resource.Tag.Token,
            resource.Tag.Group,
            resource.Tag.Digest,
            resource.Tag.Epoch,
            resource.CreatedAt
        )
        {
            ExpiresAt = resource.Tag.ExpiresAt,
            Sequence = resource.Tag.Sequence,
        };

    public Resource? ToResource() =>
        Scalewright.Providers.Owner.TryParse(Owner, out Owner? owner)
            ? new Resource(
                Id,
                new ResourceTag(owner, Target, Name, Token)
                {
                    Group = Group,
                    Digest = Digest,
                    Epoch = Epoch,
                    Sequence = Sequence,
                    ExpiresAt = ExpiresAt,
                },
                ResourceState.Ready,
                CreatedAt
            )
            : null;
}

[System.Text.Json.Serialization.JsonSerializable(typeof(FileEntry))]
internal sealed partial class FileEntryJson : System.Text.Json.Serialization.JsonSerializerContext;
