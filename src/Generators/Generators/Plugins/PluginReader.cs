using Microsoft.CodeAnalysis;

namespace Scalewright.Generators.Plugins;

/// <summary>Reads a plugin declaration from its symbol. Only this folder's readers see symbols.</summary>
internal static class PluginReader
{
    /// <summary>The version of a declaration that gives none.</summary>
    public const string DefaultVersion = "1.0.0";

    /// <summary>The declaration as text; null when no code can be made for it (an analyzer says why).</summary>
    public static PluginModel? Read(INamedTypeSymbol type, AttributeData attribute)
    {
        if (type.IsAbstract || type.IsGenericType || !IsReachable(type) || !DerivesFromPlugin(type) || !HasConstructor(type))
        {
            return null;
        }

        return attribute.ConstructorArguments.FirstOrDefault().Value is string name
            ? new PluginModel(
                type.ContainingAssembly.Name,
                type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
                name,
                Named(attribute, "Version") ?? DefaultVersion,
                Named(attribute, "Deprecated"))
            : null;
    }

    private static bool IsReachable(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal || outer.IsGenericType || outer.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool DerivesFromPlugin(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (!ancestor.IsGenericType && ancestor.ToDisplayString() == KnownNames.Plugin)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasConstructor(INamedTypeSymbol type) => type.InstanceConstructors.Any(static constructor =>
        constructor.Parameters.Length == 0 && constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal);

    private static string? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as string;
}
