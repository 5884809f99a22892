namespace Scalewright.Generators.Plugins;

internal static class PluginTypes
{
    public static bool IsPlugin(INamedTypeSymbol type) =>
        Ancestors(type).Any(static ancestor => ancestor.Arity == 0 && KnownNames.IsPluginType(ancestor, "ScalePlugin"));

    public static bool IsPluginCode(INamedTypeSymbol type) =>
        IsPlugin(type) || IsOptions(type) || (type.ContainingType is { } outer && IsPluginCode(outer));

    public static INamedTypeSymbol? GetOptions(INamedTypeSymbol type) =>
        Ancestors(type)
            .FirstOrDefault(static ancestor => ancestor.Arity == 1 && KnownNames.IsPluginType(ancestor, "ScalePlugin"))
            ?.TypeArguments[0] as INamedTypeSymbol;

    public static bool IsOptions(INamedTypeSymbol type) => Ancestors(type).Any(IsOptionsRoot);

    public static bool IsOptionsRoot(INamedTypeSymbol type) =>
        type.Name == "PluginOptions" && KnownNames.IsIn(type, "Scalewright", "Profiles");

    public static bool IsPluginAttribute(AttributeData attribute) =>
        attribute.AttributeClass is { } type && KnownNames.IsPluginType(type, KnownNames.PluginAttributeName);

    private static IEnumerable<INamedTypeSymbol> Ancestors(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            yield return ancestor;
        }
    }
}
