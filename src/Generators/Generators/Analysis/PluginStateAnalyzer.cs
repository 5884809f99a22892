using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Finds what a plugin could remember from one call to the next.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PluginStateAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Collections of the framework that can be changed, by the start of their name.</summary>
    private static readonly string[] Mutable =
    [
        "List", "Dictionary", "HashSet", "Queue", "Stack", "LinkedList", "SortedList", "SortedDictionary", "SortedSet", "PriorityQueue",
        "StringBuilder", "Concurrent", "BlockingCollection", "Hashtable", "ArrayList", "BitArray", "Random", "ThreadLocal", "AsyncLocal", "ConditionalWeakTable",
    ];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.PluginStaticState, Rules.PluginInstanceState];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(static context => CheckField(context, (IFieldSymbol)context.Symbol), SymbolKind.Field);
        context.RegisterSymbolAction(static context => CheckProperty(context, (IPropertySymbol)context.Symbol), SymbolKind.Property);
        context.RegisterSymbolAction(static context => CheckEvent(context, (IEventSymbol)context.Symbol), SymbolKind.Event);
    }

    private static void CheckField(SymbolAnalysisContext context, IFieldSymbol field)
    {
        if (field.IsConst || field.IsImplicitlyDeclared || !PluginTypes.IsPlugin(field.ContainingType))
        {
            return;
        }

        if (!field.IsReadOnly)
        {
            Report(context, field, field.IsStatic, "make it readonly or const");
        }
        else if (IsMutable(field.Type))
        {
            Report(context, field, field.IsStatic, $"'{field.Type.Name}' can change, use ValueList, ValueMap or another immutable type");
        }
    }

    private static void CheckProperty(SymbolAnalysisContext context, IPropertySymbol property)
    {
        bool isStored = property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
        if (!isStored || !PluginTypes.IsPlugin(property.ContainingType))
        {
            return;
        }

        if (property.SetMethod is { IsInitOnly: false })
        {
            Report(context, property, property.IsStatic, "remove 'set'");
        }
        else if (IsMutable(property.Type))
        {
            Report(context, property, property.IsStatic, "use ValueList, ValueMap or another immutable type");
        }
    }

    private static void CheckEvent(SymbolAnalysisContext context, IEventSymbol happening)
    {
        if (PluginTypes.IsPlugin(happening.ContainingType))
        {
            Report(context, happening, happening.IsStatic, "remove the event");
        }
    }

    private static void Report(SymbolAnalysisContext context, ISymbol member, bool isStatic, string advice) => context.ReportDiagnostic(isStatic
        ? Diagnostic.Create(Rules.PluginStaticState, member.Locations[0], member.Name, advice)
        : Diagnostic.Create(Rules.PluginInstanceState, member.Locations[0], member.Name));

    private static bool IsMutable(ITypeSymbol type) => type is IArrayTypeSymbol
        || (type.ContainingNamespace?.ToDisplayString().StartsWith("System", StringComparison.Ordinal) == true
            && Mutable.Any(name => type.Name == name || (name == "Concurrent" && type.Name.StartsWith(name, StringComparison.Ordinal))));
}
