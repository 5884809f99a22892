namespace Scalewright.Generators;

/// <summary>Checks whether generated code of the same assembly can refer to a symbol.</summary>
internal static class AccessibilityCheck
{
    /// <summary>
    /// True if a type and its containing types are public or internal, and none of them is file-local.
    /// </summary>
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

    public static bool IsReachable(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
}
