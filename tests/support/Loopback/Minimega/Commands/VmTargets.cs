namespace Loopback.Minimega.Commands;

internal static class VmTargets
{
    /// <param name="fitsAll">The only targets of <c>all</c>; others are skipped without an error.</param>
    public static void Apply(NamespaceState space, string target, Predicate<Vm> fitsAll, Action<Vm> action)
    {
        List<string> errors = [];
        Vm[] targets = target == "all" ? [.. space.Vms.Where(vm => fitsAll(vm))] : Named(space, target);
        foreach (Vm vm in targets)
        {
            try
            {
                action(vm);
            }
            catch (CommandFailure failure)
            {
                errors.Add(failure.Message);
            }
        }

        if (errors.Count > 0)
        {
            throw new CommandFailure(string.Join('\n', errors));
        }
    }

    public static Vm Find(NamespaceState space, string name) =>
        space.Vms.Find(vm => vm.Name == name || vm.Uuid == name) ?? throw new CommandFailure($"vm not found: {name}");

    private static Vm[] Named(NamespaceState space, string target)
    {
        IReadOnlyList<string> names = NameList.Expand(target);
        Dictionary<string, Vm> known = space.Vms.ToDictionary(vm => vm.Name, StringComparer.Ordinal);
        Vm[] found = [.. names.Where(known.ContainsKey).Select(name => known[name])];
        return found.Length > 0 ? found : throw new CommandFailure($"vm not found: {(names.Count > 0 ? names[0] : target)}");
    }
}
