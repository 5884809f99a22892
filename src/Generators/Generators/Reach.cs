namespace Scalewright.Generators;

/// <summary>Says whether generated code of the same assembly can name a symbol.</summary>
internal static class Reach
{
    /// <summary>True when a type and those it is nested in are public or internal, none file-local and none generic outside.</summary>
    public static bool IsReachable(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal || !IsReachable((ISymbol)outer))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when a symbol by itself is public or internal.</summary>
    public static bool IsReachable(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
}
