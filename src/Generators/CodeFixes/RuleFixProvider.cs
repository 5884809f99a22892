using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Scalewright.Generators;

namespace Scalewright.CodeFixes;

/// <summary>Offers the edit that mends a broken rule, for the rules that one edit mends.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RuleFixProvider))]
[Shared]
public sealed class RuleFixProvider : CodeFixProvider
{
    private static readonly ImmutableDictionary<string, (string Title, SyntaxEdit Edit)> Edits = new Dictionary<string, (string, SyntaxEdit)>(StringComparer.Ordinal)
    {
        [Rules.PluginNotSealed.Id] = ("Seal the class", TypeEdits.Seal),
        [Rules.OptionsNotSealed.Id] = ("Seal the record", TypeEdits.Seal),
        [Rules.PluginAbstract.Id] = ("Make the class a sealed one", TypeEdits.MakeConcrete),
        [Rules.PluginUnreachable.Id] = ("Make the class internal", TypeEdits.MakeInternal),
        [Rules.PluginWithoutConstructor.Id] = ("Add a constructor without parameters", TypeEdits.AddConstructor),
        [Rules.PluginUnmarked.Id] = ("Mark the class with [ScalePlugin]", TypeEdits.Mark),
        [Rules.PluginNameMalformed.Id] = ("Use a well-formed name", AttributeEdits.MendName),
        [Rules.PluginVersionMalformed.Id] = ("Use a version of three numbers", AttributeEdits.MendVersion),
        [Rules.RangeWithoutNumber.Id] = ("Remove the range", AttributeEdits.RemoveRange),
        [Rules.RangeEmpty.Id] = ("Swap the bounds", AttributeEdits.SwapBounds),
        [Rules.OptionUndocumented.Id] = ("Add a summary to be filled in", MemberEdits.AddSummary),
        [Rules.OptionSettable.Id] = ("Use 'init'", MemberEdits.UseInit),
        [Rules.OptionReadOnly.Id] = ("Add 'init'", MemberEdits.AddInit),
        [Rules.PluginStaticState.Id] = ("Make the field readonly", MemberEdits.MakeReadOnly),
        [Rules.PluginInstanceState.Id] = ("Make the field readonly", MemberEdits.MakeReadOnly),
        [Rules.PluginWait.Id] = ("Remove the lock", StatementEdits.RemoveLock),
        [Rules.PluginTrace.Id] = ("Remove the statement", StatementEdits.RemoveCall),
        [Rules.PluginSetting.Id] = ("Use what is the same on every machine", SettingEdits.UseInvariant),
        [Rules.DefaultOutOfRange.Id] = ("Use the nearest value of the range", DefaultEdits.MoveIntoRange),
        [Rules.OptionHidden.Id] = ("Make it a public property with 'init'", HiddenEdits.Show),
        [Rules.AgentServiceNotPartial.Id] = ("Make the interface partial", TypeEdits.MakePartial),
        [Rules.OffWithoutNull.Id] = ("Remove [OptionOff]", AttributeEdits.RemoveOff),
    }.ToImmutableDictionary();

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. Edits.Keys.OrderBy(static id => id, StringComparer.Ordinal)];

    // The batch fixer gives up when nothing is offered for the first diagnostic, as for state that is no field.
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        static (context, document, diagnostics) => FixAllAsync(document, diagnostics, context.CancellationToken));

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken) is not { } root)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            (string title, SyntaxEdit edit) = Edits[diagnostic.Id];
            if (Apply(edit, root, NodeOf(diagnostic, root)) is { } changed)
            {
                Document mended = context.Document.WithSyntaxRoot(changed);
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(mended), equivalenceKey: diagnostic.Id), diagnostic);
            }
        }
    }

    /// <summary>Edits each place of a document; one that no edit fixes keeps no other from being fixed.</summary>
    private static async Task<Document?> FixAllAsync(
        Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        if (await document.GetSyntaxRootAsync(cancellationToken) is not { } root)
        {
            return document;
        }

        (SyntaxNode Node, SyntaxEdit Edit)[] places =
            [.. diagnostics.Select(diagnostic => (NodeOf(diagnostic, root), Edits[diagnostic.Id].Edit))];
        SyntaxNode changed = root.TrackNodes(places.Select(static place => place.Node));
        foreach ((SyntaxNode node, SyntaxEdit edit) in places)
        {
            changed = changed.GetCurrentNode(node) is { } current ? Apply(edit, changed, current) ?? changed : changed;
        }

        Document edited = document.WithSyntaxRoot(changed);
        Document simplified = await Simplifier.ReduceAsync(edited, Simplifier.Annotation, cancellationToken: cancellationToken);
        return await Formatter.FormatAsync(simplified, Formatter.Annotation, cancellationToken: cancellationToken);
    }

    private static SyntaxNode? Apply(SyntaxEdit edit, SyntaxNode root, SyntaxNode node) => edit(node) is { } change
        ? root.ReplaceNode(change.Old, change.New.WithAdditionalAnnotations(Formatter.Annotation))
        : null;

    private static SyntaxNode NodeOf(Diagnostic diagnostic, SyntaxNode root) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
}
