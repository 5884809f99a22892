using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Scalewright.Generators.Analysis;

/// <summary>Follows calls in a compilation. Analyzes each member on demand and only once.</summary>
/// <param name="findEffect">Returns the side effect of an operation, or null.</param>
/// <param name="isChecked">Types whose members are checked themselves, so calls into them are not followed.</param>
internal sealed class CallGraph(Compilation compilation, Func<IOperation, SideEffect?> findEffect, Func<INamedTypeSymbol, bool> isChecked)
{
    private readonly ConcurrentDictionary<ISymbol, MemberSideEffects> _effects = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    public SideEffect? Find(ISymbol member)
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

            MemberSideEffects effects = _effects.GetOrAdd(next, Read);
            if (effects.Uses.Length > 0)
            {
                return effects.Uses[0];
            }

            foreach (ISymbol call in effects.Calls)
            {
                open.Enqueue(call);
            }
        }

        return null;
    }

    /// <summary>
    /// Returns the code that a use of a member runs: its own bodies, and the initializers of its type.
    /// </summary>
    private IEnumerable<ISymbol> Targets(ISymbol member)
    {
        ISymbol original = member.OriginalDefinition;
        if (
            original.ContainingType is not { } type
            || isChecked(type)
            || !SymbolEqualityComparer.Default.Equals(original.ContainingAssembly, compilation.Assembly)
        )
        {
            return [];
        }

        IEnumerable<ISymbol> bodies = original switch
        {
            IPropertySymbol property => new ISymbol?[] { property.GetMethod, property.SetMethod }.OfType<ISymbol>(),
            IMethodSymbol method => [method],
            _ => [],
        };
        return original.IsStatic || original is IMethodSymbol { MethodKind: MethodKind.Constructor } ? bodies.Append(type) : bodies;
    }

    private MemberSideEffects Read(ISymbol symbol)
    {
        List<SideEffect> uses = [];
        List<ISymbol> calls = [];
        foreach (IOperation operation in Bodies(symbol).SelectMany(static body => body.DescendantsAndSelf()))
        {
            if (findEffect(operation) is { } use)
            {
                uses.Add(use);
            }
            else if (ImpureUse.GetMember(operation) is { } member)
            {
                calls.AddRange(Targets(member));
            }
        }

        return new MemberSideEffects([.. uses], [.. calls.Distinct(SymbolEqualityComparer.Default).OfType<ISymbol>()]);
    }

    public IEnumerable<IOperation> Bodies(ISymbol symbol) =>
        Syntax(symbol).Select(node => Model(node.SyntaxTree).GetOperation(node)).OfType<IOperation>();

    private static IEnumerable<SyntaxNode> Syntax(ISymbol symbol) =>
        symbol switch
        {
            INamedTypeSymbol type => Initializers(type, isStatic: true).Concat(type.StaticConstructors.SelectMany(Declarations)),
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => Declarations(constructor)
                .Concat(Initializers(constructor.ContainingType, isStatic: false)),
            _ => Declarations(symbol),
        };

    private static IEnumerable<SyntaxNode> Declarations(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.Select(static reference => reference.GetSyntax());

    private static IEnumerable<SyntaxNode> Initializers(INamedTypeSymbol type, bool isStatic) =>
        type.GetMembers()
            .Where(member => member.IsStatic == isStatic && member is IFieldSymbol { IsConst: false } or IPropertySymbol)
            .SelectMany(Declarations)
            .Select(static node =>
                (SyntaxNode?)(
                    node switch
                    {
                        VariableDeclaratorSyntax field => field.Initializer,
                        PropertyDeclarationSyntax property => property.Initializer,
                        _ => null,
                    }
                )
            )
            .OfType<SyntaxNode>();

    [SuppressMessage(
        "MicrosoftCodeAnalysisPerformance",
        "RS1030",
        Justification = "Calls lead into other files; few are read, and each file's model is kept as long as the compilation."
    )]
    private SemanticModel Model(SyntaxTree tree) => _models.GetOrAdd(tree, tree => compilation.GetSemanticModel(tree));
}

/// <summary>Side effects and calls of a member, in order.</summary>
/// <param name="Calls">Called members and types of the same compilation.</param>
internal sealed record MemberSideEffects(SideEffect[] Uses, ISymbol[] Calls);
