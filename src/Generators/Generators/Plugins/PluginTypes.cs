namespace Scalewright.Generators.Plugins;

/// <summary>Tells plugins from other classes.</summary>
internal static class PluginTypes
{
    /// <summary>True for a class that derives from <c>ScalePlugin</c>.</summary>
    public static bool IsPlugin(INamedTypeSymbol type) =>
        Ancestors(type).Any(static ancestor => ancestor.Arity == 0 && KnownNames.IsPluginType(ancestor, "ScalePlugin"));

    /// <summary>True for a plugin, for its options, and for all that is nested in them.</summary>
    public static bool IsPluginCode(INamedTypeSymbol type) =>
        IsPlugin(type) || IsOptions(type) || (type.ContainingType is { } outer && IsPluginCode(outer));

    /// <summary>The options record of a plugin class; null when it has none.</summary>
    public static INamedTypeSymbol? OptionsOf(INamedTypeSymbol type) =>
        Ancestors(type).FirstOrDefault(static ancestor => ancestor.Arity == 1 && KnownNames.IsPluginType(ancestor, "ScalePlugin"))?.TypeArguments[0] as INamedTypeSymbol;

    /// <summary>True for a record that derives from <c>PluginOptions</c>.</summary>
    public static bool IsOptions(INamedTypeSymbol type) => Ancestors(type).Any(IsOptionsRoot);

    /// <summary>True for <c>PluginOptions</c> itself.</summary>
    public static bool IsOptionsRoot(INamedTypeSymbol type) => type.Name == "PluginOptions" && KnownNames.IsIn(type, "Scalewright", "Profiles");

    /// <summary>True for the attribute that marks plugins.</summary>
    public static bool IsMark(AttributeData attribute) => attribute.AttributeClass is { } type && KnownNames.IsPluginType(type, KnownNames.PluginAttributeName);

    private static IEnumerable<INamedTypeSymbol> Ancestors(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            yield return ancestor;
        }
    }
}
