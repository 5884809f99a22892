using System.Runtime.CompilerServices;

namespace Scalewright.Generators.Plugins;

/// <summary>Facts of all files by name: a plugin changes only if a name that it depends on changes.</summary>
internal sealed class DeclarationFacts
{
    private const string Suffix = "Attribute";

    private static readonly ConditionalWeakTable<Compilation, DeclarationFacts> Compilations = new();

    private readonly TreeFacts[] _trees;
    private readonly Lazy<Dictionary<string, List<DeclarationFact>>> _names;
    private readonly Lazy<string[]> _aliases;

    private DeclarationFacts(Compilation compilation)
    {
        _trees = [.. compilation.SyntaxTrees.Select(TreeFacts.Get)];
        _names = new(Index);
        _aliases = new(() => [.. _trees.SelectMany(static tree => tree.SharedAliases)]);
        Sum = TextHash.Empty;
        SharedSum = TextHash.Empty;
        foreach (TreeFacts tree in _trees)
        {
            Sum = TextHash.Add(Sum, tree.Sum);
            SharedSum = TextHash.Add(SharedSum, tree.SharedSum);
        }
    }

    /// <summary>Hash of all facts. While it is unchanged, all cached results are valid.</summary>
    public ulong Sum { get; }

    /// <summary>Hash of facts for all files, such as global usings.</summary>
    public ulong SharedSum { get; }

    public static DeclarationFacts Get(Compilation compilation) =>
        Compilations.GetValue(compilation, static compilation => new DeclarationFacts(compilation));

    /// <summary>Returns the names and, transitively, all names in their declarations.</summary>
    public string[] ReachableNames(IEnumerable<string> names)
    {
        HashSet<string> reached = new(StringComparer.Ordinal);
        Stack<string> open = new(names.Concat(_trees.SelectMany(static tree => tree.SharedMentions)));
        while (open.Count > 0)
        {
            string name = open.Pop();
            if (!reached.Add(name) || !_names.Value.TryGetValue(name, out List<DeclarationFact> facts))
            {
                continue;
            }

            foreach (string mention in facts.SelectMany(static fact => fact.Mentions))
            {
                open.Push(mention);
            }
        }

        return [.. reached];
    }

    /// <summary>Returns true if an attribute of this simple name may have the given type, also by an alias.</summary>
    /// <param name="written">Name as written, without qualifiers.</param>
    /// <param name="type">Name of the type with its suffix.</param>
    public bool MayReferTo(SyntaxTree tree, string written, string type) =>
        written == type || written + Suffix == type || IsAlias(TreeFacts.Get(tree).Aliases, written) || IsAlias(_aliases.Value, written);

    public ulong ComputeSum(string[] names)
    {
        ulong sum = TextHash.Empty;
        foreach (string name in names)
        {
            sum = TextHash.Add(sum, (ulong)name.Length);
            if (_names.Value.TryGetValue(name, out List<DeclarationFact> facts))
            {
                facts.ForEach(fact => sum = TextHash.Add(sum, fact.Sum));
            }
        }

        return sum;
    }

    private static bool IsAlias(string[] aliases, string written) =>
        aliases.Length > 0 && aliases.Any(alias => alias == written || alias == written + Suffix);

    private Dictionary<string, List<DeclarationFact>> Index()
    {
        Dictionary<string, List<DeclarationFact>> names = new(StringComparer.Ordinal);
        HashSet<(string, ulong)> spaces = [];
        foreach (DeclarationFact fact in _trees.SelectMany(static tree => tree.Facts))
        {
            if (fact.IsSpace && !spaces.Add((fact.Name, fact.Sum)))
            {
                continue;
            }

            Add(names, fact.Name, fact);
            if (fact.Name.EndsWith(Suffix, StringComparison.Ordinal))
            {
                // Attributes may be written without the suffix.
                Add(names, fact.Name.Substring(0, fact.Name.Length - Suffix.Length), fact);
            }
        }

        return names;
    }

    private static void Add(Dictionary<string, List<DeclarationFact>> names, string name, DeclarationFact fact)
    {
        if (!names.TryGetValue(name, out List<DeclarationFact> facts))
        {
            names.Add(name, facts = []);
        }

        facts.Add(fact);
    }
}

/// <summary>Declaration of a name.</summary>
/// <param name="Name">Declared simple name.</param>
/// <param name="Sum">Hash of the declaration's text and scope.</param>
/// <param name="Mentions">Names that the declaration may depend on, possibly repeated.</param>
/// <param name="IsSpace">True for a namespace, which many files may declare.</param>
internal sealed record DeclarationFact(string Name, ulong Sum, string[] Mentions, bool IsSpace = false);
