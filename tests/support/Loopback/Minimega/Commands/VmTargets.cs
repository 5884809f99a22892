using Loopback.Minimega.Language;
using Loopback.Minimega.Machines;

namespace Loopback.Minimega.Commands;

/// <summary>Finds what a command is meant for: a name, a list, a range, or <c>all</c>.</summary>
internal static class VmTargets
{
    /// <summary>Applies an action to every target.</summary>
    /// <param name="target">Names, or <c>all</c>.</param>
    /// <param name="fitsAll">With <c>all</c>, the others are skipped without an error.</param>
    /// <param name="action">What to do; may fail.</param>
    /// <exception cref="CommandFailure">A name is not known and no other is, or actions failed.</exception>
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

    /// <summary>One container or VM, by name or UUID.</summary>
    /// <exception cref="CommandFailure">It is not known.</exception>
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
