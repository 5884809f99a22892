using Scalewright.Clusters.Registering;

namespace Exploration.Tests;

internal sealed partial class OperatorProgram
{
    private async Task RegisterNodesAsync(CancellationToken cancellationToken)
    {
        string folder = FolderOf(NewName());
        NodeRegister register = new(folder, place.Files, place.Clock) { Patience = TimeSpan.FromSeconds(1) };
        await using Cluster cluster = await MakeAsync(Sized(NewName(), 3), cancellationToken);
        Require(register.Read() == RegisterState.Empty, "a register that nobody wrote is not empty");
        await register.ChangeAsync(state => cluster.Nodes.Aggregate(state, (known, node) => known.With(new RegisteredNode(node.Name, $"10.0.0.{node.Spec.Number}") { Tag = node.Spec.Labels["side"] })), cancellationToken);
        RegisterState shared = await register.ChangeAsync(state => state.WithPartition("job", "web-1", "web-2").WithPartition("empty"), cancellationToken);
        Require(register.Read() == shared && shared.Idle.Single().Name == "web-3" && shared.FindByTag("left")!.Name == "web-2", "the register reads back as something else");
        await CheckRefusalsAsync(register, cancellationToken);
        Require(register.Read() == shared, "a change that was refused changed the register");

        RegisterState last = await register.ChangeAsync(
            state => state.With(new RegisteredNode("web-1", "10.0.0.9")).WithMember("job", "web-1").WithoutMember("job", "web-2").Without("web-3").WithoutPartition("empty").WithoutPartition("none"), cancellationToken);
        Require(last.Find("web-1")!.Address == "10.0.0.9" && last.Partitions.Single().Nodes.Single() == "web-1" && last.Find("web-3") is null, $"the register has {last}");
        Require(await register.ChangeAsync(state => state, cancellationToken) == last, "a change of nothing changed something");
        await ShareLockAsync(register, folder, cancellationToken);
        await DamageAsync(register, folder, cancellationToken);
        await cluster.DestroyAsync(cancellationToken);
    }

    private static async Task CheckRefusalsAsync(NodeRegister register, CancellationToken cancellationToken)
    {
        (string Why, Func<RegisterState, RegisterState> Change)[] refused =
        [
            ("an address twice", state => state.With(new RegisteredNode("other", "10.0.0.1"))),
            ("a partition twice", state => state.WithPartition("job")),
            ("a node of two partitions", state => state.WithPartition("two", "web-1")),
            ("an unknown node", state => state.WithMember("job", "web-33")),
            ("a node like none", state => state.WithMember("job", "zzzzzzzzzzzz")),
            ("a member of no partition", state => state.WithMember("none", "web-3")),
            ("a member that is none", state => state.WithoutMember("job", "web-3")),
        ];
        foreach ((string why, Func<RegisterState, RegisterState> change) in refused)
        {
            await RefusedAsync<ClusterException>(() => register.ChangeAsync(change, cancellationToken), why);
        }
    }

    private async Task ShareLockAsync(NodeRegister register, string folder, CancellationToken cancellationToken)
    {
        IFile held = place.Files.Open($"{folder}/register.lock", FileOpening.AppendOrCreate);
        Require(held.TryLock() != LockOutcome.Busy, "nobody has the lock");
        Require((await RefusedAsync<ClusterException>(() => register.CleanUpAsync(cancellationToken), "a lock that another keeps")).Code == ProblemCode.StateLocked, "a lock that is kept is told as that");
        Task waiting = register.ChangeAsync(state => state.Without("web-2"), cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(100), place.Clock, cancellationToken);
        held.Dispose();
        await waiting;
        Require(register.Read().Find("web-2") is null, "who waited for the lock has not changed the register");
    }

    private async Task DamageAsync(NodeRegister register, string folder, CancellationToken cancellationToken)
    {
        foreach ((string text, ProblemCode code) in new[] { ("null", ProblemCode.StateCorrupt), ("{", ProblemCode.StateCorrupt), ("""{"version":99}""", ProblemCode.StateFromFuture) })
        {
            await WriteAsync($"{folder}/register.json", Encoding.UTF8.GetBytes(text));
            Require((await RefusedAsync<ClusterException>(() => Task.FromResult(register.Read()), text)).Code == code, $"{text} is not told as {code}");
        }

        await WriteAsync($"{folder}/register.json.tmp", [1]);
        await WriteAsync($"{folder}/register.json", Encoding.UTF8.GetBytes("""{"version":1}"""));
        Require(register.Read() == RegisterState.Empty, "a register without lists is empty");
        await register.ChangeAsync(state => state.With(new RegisteredNode("web-1", "10.0.0.1")), cancellationToken);
        await register.CleanUpAsync(cancellationToken);
        Require(register.Read() == RegisterState.Empty, "a register that was cleaned up is empty");
    }

    private async Task WriteAsync(string path, byte[] content)
    {
        if (place.Files.List(Path.GetDirectoryName(path)!).Contains(Path.GetFileName(path), StringComparer.Ordinal))
        {
            place.Files.Delete(path);
        }

        using IFile file = place.Files.Open(path, FileOpening.Create);
        file.AppendAll(content);
        await file.FlushAsync();
    }

    private byte[] Read(string path)
    {
        using IFile file = place.Files.Open(path, FileOpening.Read);
        byte[] content = new byte[file.Length];
        for (int read = 0; read < content.Length; read += file.Read(read, content.AsSpan(read)))
        {
        }

        return content;
    }
}
