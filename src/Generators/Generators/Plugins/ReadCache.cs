using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Scalewright.Generators.Plugins;

/// <summary>
/// Caches results per declaration, for the lifetime of its syntax or project. The compiler requests every declaration
/// again after each edit. Binding a thousand classes takes tenths of a second; detecting that nothing changed takes a
/// millisecond.
/// </summary>
internal static class ReadCache
{
    private static readonly ConditionalWeakTable<SyntaxNode, CacheSlot> Slots = new();
    private static readonly ConditionalWeakTable<Compilation, ReadingContext> Contexts = new();

    /// <summary>Latest results of a project by file and name: an edit replaces all nodes of its file.</summary>
    private static readonly ConditionalWeakTable<
        CompilationOptions,
        ConcurrentDictionary<(string File, string Name), CachedReading>
    > Projects = new();

    /// <summary>Returns the declaration as text, or null if it has no attribute or no code can be generated.</summary>
    /// <param name="declaration">Class or record with any attributes.</param>
    public static PluginModel? Read(TypeDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellationToken)
    {
        DeclarationFacts facts = DeclarationFacts.Get(model.Compilation);
        if (!MayBePlugin(declaration, facts))
        {
            return null;
        }

        ReadingContext context = Contexts.GetValue(model.Compilation, static compilation => new ReadingContext(
            compilation.AssemblyName,
            compilation.Options,
            compilation.ExternalReferences,
            DeclarationFacts.Get(compilation).SharedSum
        ));
        CacheSlot slot = Slots.GetValue(declaration, static _ => new CacheSlot());
        if (slot.Last is { } last && last.Context == context && last.IsValid(facts))
        {
            slot.Last = last.Facts == facts.Sum ? last : last with { Facts = facts.Sum };
            return last.Plugin;
        }

        ConcurrentDictionary<(string File, string Name), CachedReading> project = Projects.GetValue(context.Options, static _ => new());
        (string File, string Name) key = (declaration.SyntaxTree.FilePath, FullName(declaration));
        ulong text = HeadSum(declaration);
        if (project.TryGetValue(key, out CachedReading before) && before.Text == text && before.Context == context && before.IsValid(facts))
        {
            slot.Last = before with { Facts = facts.Sum };
            return before.Plugin;
        }

        if (model.GetDeclaredSymbol(declaration, cancellationToken) is not { } type)
        {
            return null;
        }

        PluginModel? plugin = FindAttribute(type, declaration) is { } attribute ? PluginReader.Read(type, attribute) : null;
        if (type.DeclaringSyntaxReferences.Length > 1)
        {
            slot.Last = null;
            project.TryRemove(key, out _);
            return plugin;
        }

        string[] names = facts.ReachableNames(declaration.AttributeLists.SelectMany(TreeFacts.Names).Append(type.Name));
        slot.Last = project[key] = new CachedReading(context, facts.Sum, names, facts.ComputeSum(names), plugin, text);
        return plugin;
    }

    /// <summary>
    /// Returns the hash of the declaration's attributes, header and constructor signatures. Facts cover the other
    /// parts.
    /// </summary>
    private static ulong HeadSum(TypeDeclarationSyntax declaration)
    {
        ulong sum = TextHash.Add(TextHash.Empty, declaration.AttributeLists.ToString());
        sum = TextHash.Add(sum, TreeFacts.Head(declaration));
        return declaration
            .Members.OfType<ConstructorDeclarationSyntax>()
            .Aggregate(sum, static (sum, constructor) => TextHash.Add(sum, $"{constructor.Modifiers} {constructor.ParameterList}"));
    }

    private static string FullName(TypeDeclarationSyntax declaration) =>
        string.Join(
            ".",
            declaration
                .AncestorsAndSelf()
                .Select(static node =>
                    node switch
                    {
                        TypeDeclarationSyntax type => type.Identifier.ValueText + type.TypeParameterList,
                        BaseNamespaceDeclarationSyntax enclosing => enclosing.Name.ToString(),
                        _ => "",
                    }
                )
        );

    private static bool MayBePlugin(TypeDeclarationSyntax declaration, DeclarationFacts facts)
    {
        foreach (AttributeListSyntax list in declaration.AttributeLists)
        {
            foreach (AttributeSyntax attribute in list.Attributes)
            {
                if (facts.MayReferTo(declaration.SyntaxTree, LastName(attribute.Name), KnownNames.PluginAttributeName))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string LastName(NameSyntax name) =>
        name switch
        {
            QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
            AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => "",
        };

    private static AttributeData? FindAttribute(INamedTypeSymbol type, TypeDeclarationSyntax declaration) =>
        type.GetAttributes()
            .FirstOrDefault(attribute =>
                attribute.ApplicationSyntaxReference is { } reference
                && reference.SyntaxTree == declaration.SyntaxTree
                && declaration.AttributeLists.Span.Contains(reference.Span)
                && PluginTypes.IsPluginAttribute(attribute)
            );

    /// <summary>Dependencies of a result other than declarations.</summary>
    private sealed record ReadingContext(
        string? Assembly,
        CompilationOptions Options,
        ImmutableArray<MetadataReference> References,
        ulong SharedFacts
    );

    /// <summary>Cached result.</summary>
    /// <param name="Facts">Hash of all declarations for which the result was last valid.</param>
    /// <param name="Names">Names that the result depends on.</param>
    /// <param name="NamesSum">Hash of the facts of these names.</param>
    /// <param name="Text">Hash of the relevant text of the declaration.</param>
    private sealed record CachedReading(
        ReadingContext Context,
        ulong Facts,
        string[] Names,
        ulong NamesSum,
        PluginModel? Plugin,
        ulong Text
    )
    {
        /// <summary>Returns true if all facts are unchanged, or at least those of the relevant names.</summary>
        public bool IsValid(DeclarationFacts facts) => Facts == facts.Sum || NamesSum == facts.ComputeSum(Names);
    }

    private sealed class CacheSlot
    {
        private volatile CachedReading? _last;

        public CachedReading? Last
        {
            get => _last;
            set => _last = value;
        }
    }
}
