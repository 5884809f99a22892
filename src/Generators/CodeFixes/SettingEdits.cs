using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.CodeFixes;

/// <summary>Edits of what reads a setting of the machine.</summary>
internal static class SettingEdits
{
    /// <summary>Replaces the member by the one that is the same everywhere.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? UseInvariant(SyntaxNode node)
    {
        ExpressionSyntax? used = (node as InvocationExpressionSyntax)?.Expression ?? node as ExpressionSyntax;
        return used is MemberAccessExpressionSyntax access && NameFor(access) is { } name
            ? (access.Name, SyntaxFactory.IdentifierName(name).WithTriviaFrom(access.Name))
            : null;
    }

    private static string? NameFor(MemberAccessExpressionSyntax access) => access.Name.Identifier.ValueText switch
    {
        "CurrentCulture" => access.Expression.ToString().EndsWith("CultureInfo", StringComparison.Ordinal) ? "InvariantCulture" : "Ordinal",
        "CurrentCultureIgnoreCase" => "OrdinalIgnoreCase",
        "CurrentUICulture" or "InstalledUICulture" => "InvariantCulture",
        "CurrentInfo" => "InvariantInfo",
        "ToLower" => "ToLowerInvariant",
        "ToUpper" => "ToUpperInvariant",
        "Local" => "Utc",
        "ToLocalTime" => "ToUniversalTime",
        "LocalDateTime" => "UtcDateTime",
        _ => null,
    };
}
