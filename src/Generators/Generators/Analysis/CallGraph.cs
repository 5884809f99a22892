using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Follows calls through one compilation. Only what plugins lead to is ever read, and each member once.</summary>
internal sealed class CallGraph(Compilation compilation)
{
    private const string Changes = "can change while the program runs";
    private readonly ConcurrentDictionary<ISymbol, Deeds> _deeds = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    /// <summary>The nearest thing that a use of a member leads to and that is not a function of arguments; null when there is none.</summary>
    /// <param name="member">The member as the plugin uses it.</param>
    public (string Name, string Deed, Location Place)? Find(ISymbol member)
    {
        HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
        Queue<ISymbol> open = new(Targets(member));
        while (open.Count > 0)
        {
            ISymbol next = open.Dequeue();
            if (!seen.Add(next))
            {
                continue;
            }

            Deeds deeds = _deeds.GetOrAdd(next, Read);
            if (deeds.Uses.Length > 0)
            {
                return deeds.Uses[0];
            }

            foreach (ISymbol call in deeds.Calls)
            {
                open.Enqueue(call);
            }
        }

        return null;
    }

    /// <summary>True for a static field or property outside of plugins whose value is replaced while the program runs.</summary>
    public static bool IsState(ISymbol member) => member is { IsStatic: true, ContainingType: { } type } && !IsFramework(type) && !PluginTypes.IsPluginCode(type) && member switch
    {
        IFieldSymbol field => field is { IsReadOnly: false, IsConst: false },
        IPropertySymbol property => property.SetMethod is not null && type.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)),
        _ => false,
    };

    private static bool IsFramework(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString() is { } space
        && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || space.StartsWith("Microsoft.", StringComparison.Ordinal));

    /// <summary>The bodies that a use of a member runs: its own, and the initializers of its type.</summary>
    private IEnumerable<ISymbol> Targets(ISymbol member)
    {
        ISymbol original = member.OriginalDefinition;
        if (original.ContainingType is not { } type || PluginTypes.IsPluginCode(type) || !SymbolEqualityComparer.Default.Equals(original.ContainingAssembly, compilation.Assembly))
        {
            return [];
        }

        IEnumerable<ISymbol> bodies = original switch
        {
            IPropertySymbol property => new ISymbol?[] { property.GetMethod, property.SetMethod }.OfType<ISymbol>(),
            IMethodSymbol { MethodKind: MethodKind.LocalFunction } => [],
            IMethodSymbol method => [method],
            _ => [],
        };
        return original.IsStatic || original is IMethodSymbol { MethodKind: MethodKind.Constructor } ? bodies.Append(type) : bodies;
    }

    private Deeds Read(ISymbol symbol)
    {
        List<(string, string, Location)> uses = [];
        List<ISymbol> calls = [];
        foreach (IOperation operation in Bodies(symbol).SelectMany(static body => body.DescendantsAndSelf()))
        {
            if (Use.Of(operation) is { } use)
            {
                uses.Add((use.Name, Impurities.Deed(use.Rule), use.Place));
            }
            else if (Use.MemberOf(operation) is { } member)
            {
                if (IsState(member) || StateChange.IsChange(operation))
                {
                    uses.Add((Use.NameOf(member), Changes, operation.Syntax.GetLocation()));
                }

                calls.AddRange(Targets(member));
            }
        }

        return new Deeds([.. uses], [.. calls.Distinct(SymbolEqualityComparer.Default).OfType<ISymbol>()]);
    }

    private IEnumerable<IOperation> Bodies(ISymbol symbol) => Syntax(symbol).Select(node => Model(node.SyntaxTree).GetOperation(node)).OfType<IOperation>();

    private static IEnumerable<SyntaxNode> Syntax(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol type => Initializers(type, isStatic: true).Concat(type.StaticConstructors.SelectMany(Declarations)),
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => Declarations(constructor).Concat(Initializers(constructor.ContainingType, isStatic: false)),
        _ => Declarations(symbol),
    };

    private static IEnumerable<SyntaxNode> Declarations(ISymbol symbol) => symbol.DeclaringSyntaxReferences.Select(static reference => reference.GetSyntax());

    private static IEnumerable<SyntaxNode> Initializers(INamedTypeSymbol type, bool isStatic) => type.GetMembers()
        .Where(member => member.IsStatic == isStatic && member is IFieldSymbol { IsConst: false } or IPropertySymbol)
        .SelectMany(Declarations)
        .Select(static node => (SyntaxNode?)(node switch
        {
            VariableDeclaratorSyntax field => field.Initializer,
            PropertyDeclarationSyntax property => property.Initializer,
            _ => null,
        }))
        .OfType<SyntaxNode>();

    [SuppressMessage("MicrosoftCodeAnalysisPerformance", "RS1030", Justification = "Calls lead into other files; few are read, and each file's model is kept as long as the compilation.")]
    private SemanticModel Model(SyntaxTree tree) => _models.GetOrAdd(tree, tree => compilation.GetSemanticModel(tree));
}
