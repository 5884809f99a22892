using Scalewright.Clusters.Registry;

namespace Exploration.Tests;

/// <content>The registry of nodes, its lock and its damage.</content>
internal sealed partial class OperatorProgram
{
    private async Task RegisterNodesAsync(CancellationToken cancellationToken)
    {
        string folder = FolderOf(NewName());
        NodeRegistry register = new(folder, place.FileSystem, place.Clock) { LockTimeout = TimeSpan.FromSeconds(1) };
        await using Cluster cluster = await MakeAsync(Sized(NewName(), 3), cancellationToken);
        Require(register.Read() == NodeRegistryState.Empty, "a register that nobody wrote is not empty");
        await register.UpdateAsync(
            state =>
                cluster.Nodes.Aggregate(state, (known, node) =>
                    known.WithNode(new RegisteredNode(node.Name, $"10.0.0.{node.Spec.Number}") { Tag = node.Spec.Labels["side"] })
                ),
            cancellationToken
        );
        NodeRegistryState shared = await register.UpdateAsync(
            state => state.WithPartition("job", "web-1", "web-2").WithPartition("empty"),
            cancellationToken
        );
        Require(
            register.Read() == shared
                && shared.IdleNodes.Single().Name == "web-3"
                && shared.Nodes.First(node => node.Tag == "left").Name == "web-2",
            "the register reads back as something else"
        );
        await CheckRefusalsAsync(register, cancellationToken);
        Require(register.Read() == shared, "a change that was refused changed the register");

        NodeRegistryState last = await register.UpdateAsync(
            state =>
                state
                    .WithNode(new RegisteredNode("web-1", "10.0.0.9"))
                    .WithMember("job", "web-1")
                    .WithoutMember("job", "web-2")
                    .WithoutNode("web-3")
                    .WithoutPartition("empty")
                    .WithoutPartition("none"),
            cancellationToken
        );
        Require(
            last.Find("web-1")!.Address == "10.0.0.9" && last.Partitions.Single().Nodes.Single() == "web-1" && last.Find("web-3") is null,
            $"the register has {last}"
        );
        Require(await register.UpdateAsync(state => state, cancellationToken) == last, "a change of nothing changed something");
        await ShareLockAsync(register, folder, cancellationToken);
        await DamageAsync(register, folder, cancellationToken);
        await cluster.DestroyAsync(cancellationToken);
    }

    private static async Task CheckRefusalsAsync(NodeRegistry register, CancellationToken cancellationToken)
    {
        (string Why, Func<NodeRegistryState, NodeRegistryState> Change)[] refused =
        [
            ("an address twice", state => state.WithNode(new RegisteredNode("other", "10.0.0.1"))),
            ("a partition twice", state => state.WithPartition("job")),
            ("a node of two partitions", state => state.WithPartition("two", "web-1")),
            ("an unknown node", state => state.WithMember("job", "web-33")),
            ("a node like none", state => state.WithMember("job", "zzzzzzzzzzzz")),
            ("a member of no partition", state => state.WithMember("none", "web-3")),
            ("a member that is none", state => state.WithoutMember("job", "web-3")),
        ];
        foreach ((string why, Func<NodeRegistryState, NodeRegistryState> change) in refused)
        {
            await RefusedAsync<ClusterException>(() => register.UpdateAsync(change, cancellationToken), why);
        }
    }

    private async Task ShareLockAsync(NodeRegistry register, string folder, CancellationToken cancellationToken)
    {
        IFile held = place.FileSystem.Open($"{folder}/register.lock", FileOpenMode.AppendOrCreate);
        Require(held.TryLock() != LockOutcome.Busy, "nobody has the lock");
        Require(
            (
                await RefusedAsync<ClusterException>(
                    () => register.UpdateAsync(_ => NodeRegistryState.Empty, cancellationToken),
                    "a lock that another keeps"
                )
            ).Code == ProblemCode.StateLocked,
            "a lock that is kept is told as that"
        );
        Task waiting = register.UpdateAsync(state => state.WithoutNode("web-2"), cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(100), place.Clock, cancellationToken);
        held.Dispose();
        await waiting;
        Require(register.Read().Find("web-2") is null, "who waited for the lock has not changed the register");
    }

    private async Task DamageAsync(NodeRegistry register, string folder, CancellationToken cancellationToken)
    {
        foreach (
            (string text, ProblemCode code) in new[]
            {
                ("null", ProblemCode.StateCorrupt),
                ("{", ProblemCode.StateCorrupt),
                ("""{"version":99}""", ProblemCode.UnsupportedStateVersion),
            }
        )
        {
            await WriteAsync($"{folder}/register.json", Encoding.UTF8.GetBytes(text));
            Require(
                (await RefusedAsync<ClusterException>(() => Task.FromResult(register.Read()), text)).Code == code,
                $"{text} is not told as {code}"
            );
        }

        await WriteAsync($"{folder}/register.json.tmp", [1]);
        await WriteAsync($"{folder}/register.json", Encoding.UTF8.GetBytes("""{"version":1}"""));
        Require(register.Read() == NodeRegistryState.Empty, "a register without lists is empty");
        await register.UpdateAsync(state => state.WithNode(new RegisteredNode("web-1", "10.0.0.1")), cancellationToken);
        await register.UpdateAsync(_ => NodeRegistryState.Empty, cancellationToken);
        Require(register.Read() == NodeRegistryState.Empty, "a register that was cleaned up is empty");
    }

    private async Task WriteAsync(string path, byte[] content)
    {
        if (place.FileSystem.List(Path.GetDirectoryName(path)!).Contains(Path.GetFileName(path), StringComparer.Ordinal))
        {
            place.FileSystem.Delete(path);
        }

        using IFile file = place.FileSystem.Open(path, FileOpenMode.CreateNew);
        file.AppendAll(content);
        await file.FlushAsync();
    }

    private byte[] Read(string path)
    {
        using IFile file = place.FileSystem.Open(path, FileOpenMode.Read);
        byte[] content = new byte[file.Length];
        for (int read = 0; read < content.Length; read += file.Read(read, content.AsSpan(read))) { }

        return content;
    }
}
