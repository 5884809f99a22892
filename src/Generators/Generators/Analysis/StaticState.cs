using Microsoft.CodeAnalysis;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Tells static members outside of plugins whose value is replaced while the program runs.</summary>
internal static class StaticState
{
    /// <summary>True for a static field or property outside of plugins that can be assigned.</summary>
    public static bool Is(ISymbol member) => member is { IsStatic: true, ContainingType: { } type } && !IsFramework(type) && !PluginTypes.IsPluginCode(type) && member switch
    {
        IFieldSymbol field => field is { IsReadOnly: false, IsConst: false },
        IPropertySymbol property => property.SetMethod is not null && type.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)),
        _ => false,
    };

    private static bool IsFramework(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString() is { } space
        && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || space.StartsWith("Microsoft.", StringComparison.Ordinal));
}
