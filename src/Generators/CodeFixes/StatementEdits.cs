using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.CodeFixes;

/// <summary>Edits of statements.</summary>
internal static class StatementEdits
{
    /// <summary>Leaves what a lock guards where it stood; other waits need more than one edit.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? RemoveLock(SyntaxNode node)
    {
        if (node is not LockStatementSyntax { Parent: BlockSyntax block } guarded)
        {
            return null;
        }

        SyntaxList<StatementSyntax> inner = guarded.Statement is BlockSyntax body ? body.Statements : SyntaxFactory.SingletonList(guarded.Statement);
        bool isClear = !inner.OfType<LocalDeclarationStatementSyntax>().Any() || block.Statements.Count == 1;
        return isClear ? (block, block.WithStatements(block.Statements.ReplaceRange(guarded, inner.Select((statement, i) => i == 0 ? statement.WithLeadingTrivia(guarded.GetLeadingTrivia()) : statement)))) : null;
    }

    /// <summary>Removes a call whose result nobody uses.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? RemoveCall(SyntaxNode node) =>
        node.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { Parent: BlockSyntax block, Expression: InvocationExpressionSyntax call } statement && call.Span.Contains(node.Span)
            ? (block, block.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia)!)
            : null;
}
