using System.Runtime.CompilerServices;

namespace Scalewright.Generators.Plugins;

/// <summary>What all files of a compilation say, by name: a plugin's meaning changes only with that of a name it leads to.</summary>
internal sealed class DeclarationFacts
{
    private const string Suffix = "Attribute";

    private static readonly ConditionalWeakTable<Compilation, DeclarationFacts> Compilations = new();

    private readonly TreeFacts[] _trees;
    private readonly Lazy<Dictionary<string, List<Fact>>> _names;
    private readonly Lazy<string[]> _aliases;

    private DeclarationFacts(Compilation compilation)
    {
        _trees = [.. compilation.SyntaxTrees.Select(TreeFacts.Of)];
        _names = new(Index);
        _aliases = new(() => [.. _trees.SelectMany(static tree => tree.SharedAliases)]);
        Sum = TextSum.Empty;
        SharedSum = TextSum.Empty;
        foreach (TreeFacts tree in _trees)
        {
            Sum = TextSum.Add(Sum, tree.Sum);
            SharedSum = TextSum.Add(SharedSum, tree.SharedSum);
        }
    }

    /// <summary>The sum of everything: as long as it stays, no reading changes.</summary>
    public ulong Sum { get; }

    /// <summary>The sum of what holds in every file, such as global usings.</summary>
    public ulong SharedSum { get; }

    public static DeclarationFacts Of(Compilation compilation) => Compilations.GetValue(compilation, static compilation => new DeclarationFacts(compilation));

    /// <summary>The names that these lead to, themselves among them: names in the declarations of names, and so on.</summary>
    public string[] Reach(IEnumerable<string> names)
    {
        HashSet<string> reached = new(StringComparer.Ordinal);
        Stack<string> open = new(names.Concat(_trees.SelectMany(static tree => tree.SharedMentions)));
        while (open.Count > 0)
        {
            string name = open.Pop();
            if (!reached.Add(name) || !_names.Value.TryGetValue(name, out List<Fact> facts))
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

    /// <summary>True when an attribute of this simple name may be one of the given type: by its own name or by an alias.</summary>
    /// <param name="tree">The file in which it is written.</param>
    /// <param name="written">The name as written, without what stands before its last dot.</param>
    /// <param name="type">The type's name with its end.</param>
    public bool MayMean(SyntaxTree tree, string written, string type) =>
        written == type || written + Suffix == type || IsAlias(TreeFacts.Of(tree).Aliases, written) || IsAlias(_aliases.Value, written);

    /// <summary>The sum of what these names mean.</summary>
    public ulong SumOf(string[] names)
    {
        ulong sum = TextSum.Empty;
        foreach (string name in names)
        {
            sum = TextSum.Add(sum, (ulong)name.Length);
            if (_names.Value.TryGetValue(name, out List<Fact> facts))
            {
                facts.ForEach(fact => sum = TextSum.Add(sum, fact.Sum));
            }
        }

        return sum;
    }

    private static bool IsAlias(string[] aliases, string written) =>
        aliases.Length > 0 && aliases.Any(alias => alias == written || alias == written + Suffix);

    private Dictionary<string, List<Fact>> Index()
    {
        Dictionary<string, List<Fact>> names = new(StringComparer.Ordinal);
        HashSet<(string, ulong)> spaces = [];
        foreach (Fact fact in _trees.SelectMany(static tree => tree.Facts))
        {
            if (fact.IsSpace && !spaces.Add((fact.Name, fact.Sum)))
            {
                continue;
            }

            Add(names, fact.Name, fact);
            if (fact.Name.EndsWith(Suffix, StringComparison.Ordinal))
            {
                // As an attribute the name may be written without its end.
                Add(names, fact.Name.Substring(0, fact.Name.Length - Suffix.Length), fact);
            }
        }

        return names;
    }

    private static void Add(Dictionary<string, List<Fact>> names, string name, Fact fact)
    {
        if (!names.TryGetValue(name, out List<Fact> facts))
        {
            names.Add(name, facts = []);
        }

        facts.Add(fact);
    }
}

/// <summary>What one declaration of a name says.</summary>
/// <param name="Name">The simple name that it gives a meaning to.</param>
/// <param name="Sum">Sum of its text and of the place it stands at.</param>
/// <param name="Mentions">Names that its meaning may depend on, each once or more.</param>
/// <param name="IsSpace">True for a namespace, which many files declare alike.</param>
internal sealed record Fact(string Name, ulong Sum, string[] Mentions, bool IsSpace = false);
