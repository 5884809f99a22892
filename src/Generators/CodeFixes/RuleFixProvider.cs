using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Scalewright.Generators;

namespace Scalewright.CodeFixes;

/// <summary>Offers code fixes for violations that a single edit fixes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RuleFixProvider))]
[Shared]
internal sealed class RuleFixProvider : CodeFixProvider
{
    private static readonly ImmutableDictionary<string, (string Title, SyntaxEdit Edit)> Edits = new Dictionary<
        string,
        (string, SyntaxEdit)
    >(StringComparer.Ordinal)
    {
        [Rules.PluginNotSealed.Id] = ("Seal the class", TypeEdits.Seal),
        [Rules.OptionsNotSealed.Id] = ("Seal the record", TypeEdits.Seal),
        [Rules.PluginAbstract.Id] = ("Make the class a sealed one", TypeEdits.MakeConcrete),
        [Rules.PluginUnreachable.Id] = ("Make the class internal", TypeEdits.MakeInternal),
        [Rules.PluginWithoutConstructor.Id] = ("Add a parameterless constructor", TypeEdits.AddConstructor),
        [Rules.PluginUnmarked.Id] = ("Mark the class with [ScalePlugin]", TypeEdits.AddAttribute),
        [Rules.PluginNameMalformed.Id] = ("Use a well-formed name", AttributeEdits.FixName),
        [Rules.PluginVersionMalformed.Id] = ("Use a version of three numbers", AttributeEdits.FixVersion),
        [Rules.RangeWithoutNumber.Id] = ("Remove the range", AttributeEdits.RemoveRange),
        [Rules.LimitWithoutText.Id] = ("Remove the attribute", AttributeEdits.RemoveLimit),
        [Rules.RangeEmpty.Id] = ("Swap the bounds", AttributeEdits.SwapBounds),
        [Rules.OptionUndocumented.Id] = ("Add a summary to be filled in", MemberEdits.AddSummary),
        [Rules.OptionSettable.Id] = ("Use 'init'", MemberEdits.UseInit),
        [Rules.OptionReadOnly.Id] = ("Add 'init'", MemberEdits.AddInit),
        [Rules.PluginStaticState.Id] = ("Make the field readonly", MemberEdits.MakeReadOnly),
        [Rules.PluginInstanceState.Id] = ("Make the field readonly", MemberEdits.MakeReadOnly),
        [Rules.PluginWait.Id] = ("Remove the lock", StatementEdits.RemoveLock),
        [Rules.PluginTrace.Id] = ("Remove the statement", StatementEdits.RemoveCall),
        [Rules.PluginMachineSetting.Id] = ("Use what is the same on every machine", SettingEdits.UseInvariant),
        [Rules.DefaultOutOfRange.Id] = ("Use the nearest value of the range", DefaultEdits.MoveIntoRange),
        [Rules.OptionHidden.Id] = ("Make it a public property with 'init'", HiddenEdits.Show),
        [Rules.AgentServiceNotPartial.Id] = ("Make the interface partial", TypeEdits.MakePartial),
        [Rules.AllowFalseWithoutNull.Id] = ("Remove [OptionAllowFalse]", AttributeEdits.RemoveOff),
    }.ToImmutableDictionary();

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. Edits.Keys.OrderBy(static id => id, StringComparer.Ordinal)];

    // The batch fixer stops if the first diagnostic has no fix, as for state that is not a field.
    public override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(static (context, document, diagnostics) => FixAllAsync(document, diagnostics, context.CancellationToken));

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken) is not { } root)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            (string title, SyntaxEdit edit) = Edits[diagnostic.Id];
            if (Apply(edit, root, FindNode(diagnostic, root)) is { } changed)
            {
                Document fixedDocument = context.Document.WithSyntaxRoot(changed);
                context.RegisterCodeFix(
                    CodeAction.Create(title, _ => Task.FromResult(fixedDocument), equivalenceKey: diagnostic.Id),
                    diagnostic
                );
            }
        }
    }

    /// <summary>Fixes the diagnostics of a document. Skips diagnostics without a fix.</summary>
    private static async Task<Document?> FixAllAsync(
        Document document,
        ImmutableArray<Diagnostic> diagnostics,
        CancellationToken cancellationToken
    )
    {
        if (await document.GetSyntaxRootAsync(cancellationToken) is not { } root)
        {
            return document;
        }

        (SyntaxNode Node, SyntaxEdit Edit)[] edits =
        [
            .. diagnostics.Select(diagnostic => (FindNode(diagnostic, root), Edits[diagnostic.Id].Edit)),
        ];
        SyntaxNode changed = root.TrackNodes(edits.Select(static entry => entry.Node));
        foreach ((SyntaxNode node, SyntaxEdit edit) in edits)
        {
            changed = changed.GetCurrentNode(node) is { } current ? Apply(edit, changed, current) ?? changed : changed;
        }

        Document edited = document.WithSyntaxRoot(changed);
        Document simplified = await Simplifier.ReduceAsync(edited, Simplifier.Annotation, cancellationToken: cancellationToken);
        return await Formatter.FormatAsync(simplified, Formatter.Annotation, cancellationToken: cancellationToken);
    }

    private static SyntaxNode? Apply(SyntaxEdit edit, SyntaxNode root, SyntaxNode node) =>
        edit(node) is { } change ? root.ReplaceNode(change.Old, change.New.WithAdditionalAnnotations(Formatter.Annotation)) : null;

    private static SyntaxNode FindNode(Diagnostic diagnostic, SyntaxNode root) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
}

/// <summary>Fixes one node.</summary>
/// <returns>The node and its replacement. Null if a single edit does not fix it.</returns>
internal delegate (SyntaxNode Old, SyntaxNode New)? SyntaxEdit(SyntaxNode node);

internal static class StatementEdits
{
    /// <summary>Unwraps the body of a lock. Other waits need more than one edit.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? RemoveLock(SyntaxNode node)
    {
        if (node is not LockStatementSyntax { Parent: BlockSyntax block } guarded)
        {
            return null;
        }

        SyntaxList<StatementSyntax> inner = guarded.Statement is BlockSyntax body
            ? body.Statements
            : SyntaxFactory.SingletonList(guarded.Statement);
        bool isClear = !inner.OfType<LocalDeclarationStatementSyntax>().Any() || block.Statements.Count == 1;
        IEnumerable<StatementSyntax> moved = inner.Select(
            (statement, i) => i == 0 ? statement.WithLeadingTrivia(guarded.GetLeadingTrivia()) : statement
        );
        return isClear ? (block, block.WithStatements(block.Statements.ReplaceRange(guarded, moved))) : null;
    }

    public static (SyntaxNode Old, SyntaxNode New)? RemoveCall(SyntaxNode node) =>
        node.FirstAncestorOrSelf<ExpressionStatementSyntax>()
            is { Parent: BlockSyntax block, Expression: InvocationExpressionSyntax call } statement
        && call.Span.Contains(node.Span)
            ? (block, block.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia)!)
            : null;
}

internal static class SettingEdits
{
    public static (SyntaxNode Old, SyntaxNode New)? UseInvariant(SyntaxNode node)
    {
        ExpressionSyntax? used = (node as InvocationExpressionSyntax)?.Expression ?? node as ExpressionSyntax;
        return used is MemberAccessExpressionSyntax access && NameFor(access) is { } name
            ? (access.Name, SyntaxFactory.IdentifierName(name).WithTriviaFrom(access.Name))
            : null;
    }

    private static string? NameFor(MemberAccessExpressionSyntax access) =>
        access.Name.Identifier.ValueText switch
        {
            "CurrentCulture" => access.Expression.ToString().EndsWith("CultureInfo", StringComparison.Ordinal)
                ? "InvariantCulture"
                : "Ordinal",
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

internal static class HiddenEdits
{
    private static readonly SyntaxKind[] Access =
    [
        SyntaxKind.PublicKeyword,
        SyntaxKind.InternalKeyword,
        SyntaxKind.ProtectedKeyword,
        SyntaxKind.PrivateKeyword,
    ];

    /// <summary>Converts a member to a public property with <c>init</c>.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? Show(SyntaxNode node) =>
        node.FirstAncestorOrSelf<MemberDeclarationSyntax>() switch
        {
            FieldDeclarationSyntax { Declaration.Variables.Count: 1 } field => (field, FromField(field)),
            PropertyDeclarationSyntax { AccessorList: { } accessors } property => (
                property,
                MakePublic(
                    property.WithAccessorList(
                        accessors.WithAccessors(
                            SyntaxFactory.List(accessors.Accessors.Select(static accessor => accessor.WithModifiers(default)))
                        )
                    )
                )
            ),
            _ => null,
        };

    private static MemberDeclarationSyntax FromField(FieldDeclarationSyntax field)
    {
        VariableDeclaratorSyntax variable = field.Declaration.Variables[0];
        PropertyDeclarationSyntax property = SyntaxFactory
            .PropertyDeclaration(field.Declaration.Type, variable.Identifier.WithTrailingTrivia(SyntaxFactory.Space))
            .WithAttributeLists(field.AttributeLists)
            .WithModifiers(field.Modifiers)
            .AddAccessorListAccessors(Accessor(SyntaxKind.GetAccessorDeclaration), Accessor(SyntaxKind.InitAccessorDeclaration));
        PropertyDeclarationSyntax complete = variable.Initializer is { } initializer
            ? property.WithInitializer(initializer).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            : property;
        return MakePublic((PropertyDeclarationSyntax)Modifiers.Remove(complete, SyntaxKind.ReadOnlyKeyword)).WithTriviaFrom(field);
    }

    private static MemberDeclarationSyntax MakePublic(PropertyDeclarationSyntax property) =>
        Modifiers.AddFirst(Modifiers.Remove(property, Access), SyntaxKind.PublicKeyword);

    private static AccessorDeclarationSyntax Accessor(SyntaxKind kind) =>
        SyntaxFactory.AccessorDeclaration(kind).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));
}

internal static class DefaultEdits
{
    /// <summary>Sets the default of an option to the bound that it violates, if both are numeric literals.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? MoveIntoRange(SyntaxNode node)
    {
        if (AttributeEdits.Bounds(node) is not { } bounds || Number(bounds.Minimum) is not { } minimum)
        {
            return null;
        }

        PropertyDeclarationSyntax? property = node.FirstAncestorOrSelf<PropertyDeclarationSyntax>();
        EqualsValueClauseSyntax? written = property?.Initializer ?? node.FirstAncestorOrSelf<ParameterSyntax>()?.Default;
        if (written is not null)
        {
            double? value = Number(written.Value);
            ExpressionSyntax bound = value < minimum ? bounds.Minimum : bounds.Maximum;
            return value is null ? null : (written.Value, bound.WithTriviaFrom(written.Value));
        }

        ExpressionSyntax start = minimum > 0 ? bounds.Minimum : bounds.Maximum;
        return property is null ? null : (property, WithDefault(property, start));
    }

    private static PropertyDeclarationSyntax WithDefault(PropertyDeclarationSyntax property, ExpressionSyntax value) =>
        property
            .WithoutTrailingTrivia()
            .WithInitializer(SyntaxFactory.EqualsValueClause(value.WithoutTrivia()))
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            .WithTrailingTrivia(property.GetTrailingTrivia());

    private static double? Number(ExpressionSyntax expression) =>
        expression switch
        {
            LiteralExpressionSyntax { Token.Value: IConvertible value } when value is not string => value.ToDouble(
                CultureInfo.InvariantCulture
            ),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } negative => -Number(negative.Operand),
            _ => null,
        };
}

internal static class MemberEdits
{
    /// <summary>Adds a preliminary summary that consists of the words of the name.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? AddSummary(SyntaxNode node)
    {
        if (FindProperty(node) is not { } property)
        {
            return null;
        }

        string words = Naming.ToSnakeCase(property.Identifier.ValueText).Replace('_', ' ');
        string indent = property.GetLeadingTrivia().LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).ToString();
        SyntaxTriviaList summary = SyntaxFactory.ParseLeadingTrivia(
            $"/// <summary>{char.ToUpperInvariant(words[0])}{words.Substring(1)}.</summary>\n{indent}"
        );
        return (property, property.WithLeadingTrivia(property.GetLeadingTrivia().AddRange(summary)));
    }

    public static (SyntaxNode Old, SyntaxNode New)? UseInit(SyntaxNode node)
    {
        AccessorDeclarationSyntax? setter = FindProperty(node)
            ?.AccessorList?.Accessors.FirstOrDefault(static accessor => accessor.IsKind(SyntaxKind.SetAccessorDeclaration));
        return setter is null
            ? null
            : (
                setter,
                Init()
                    .WithModifiers(setter.Modifiers)
                    .WithBody(setter.Body)
                    .WithExpressionBody(setter.ExpressionBody)
                    .WithSemicolonToken(setter.SemicolonToken)
            );
    }

    public static (SyntaxNode Old, SyntaxNode New)? AddInit(SyntaxNode node)
    {
        AccessorListSyntax? accessors = FindProperty(node)?.AccessorList;
        return accessors is null ? null : (accessors, accessors.AddAccessors(Init()));
    }

    /// <summary>
    /// Makes a field read-only. Skips fields that are assigned outside their initializer, which would not compile.
    /// </summary>
    public static (SyntaxNode Old, SyntaxNode New)? MakeReadOnly(SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<FieldDeclarationSyntax>() is not { } field || field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword))
        {
            return null;
        }

        return field.Declaration.Variables.Any(variable => IsAssigned(field, variable.Identifier.ValueText))
            ? null
            : (field, Modifiers.Add(field, SyntaxKind.ReadOnlyKeyword));
    }

    private static bool IsAssigned(FieldDeclarationSyntax field, string name) =>
        field
            .Parent?.DescendantNodes()
            .Any(node =>
                node switch
                {
                    AssignmentExpressionSyntax assignment => Names(assignment.Left, name),
                    PrefixUnaryExpressionSyntax
                    {
                        RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression
                    } prefix => Names(prefix.Operand, name),
                    PostfixUnaryExpressionSyntax
                    {
                        RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression
                    } postfix => Names(postfix.Operand, name),
                    ArgumentSyntax argument when !argument.RefKindKeyword.IsKind(SyntaxKind.None) => Names(argument.Expression, name),
                    _ => false,
                }
            ) == true;

    private static bool Names(ExpressionSyntax target, string name) =>
        target.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(identifier => identifier.Identifier.ValueText == name);

    private static PropertyDeclarationSyntax? FindProperty(SyntaxNode node) => node.FirstAncestorOrSelf<PropertyDeclarationSyntax>();

    private static AccessorDeclarationSyntax Init() =>
        SyntaxFactory
            .AccessorDeclaration(SyntaxKind.InitAccessorDeclaration)
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));
}
