using Scalewright.Generators.Experiments;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators;

/// <summary>
/// Registers experiment types and platforms of this and of referenced assemblies by their attributes.
/// </summary>
[Generator]
internal sealed class ExperimentPartGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<EquatableArray<ExperimentPartModel>> parts = Read(
                context,
                KnownNames.ExperimentTypeAttribute,
                isPlatform: false
            )
            .Combine(Read(context, KnownNames.PlatformAttribute, isPlatform: true))
            .Select(static (both, _) => ExperimentPartEmitter.Sort(both.Left.Concat(both.Right)))
            .WithTrackingName(StepNames.Parts);
        context.RegisterSourceOutput(parts, static (output, parts) =>
        {
            if (parts.Count > 0)
            {
                output.AddSource("ExperimentParts.g.cs", ExperimentPartEmitter.Emit(parts));
            }
        });
        IncrementalValueProvider<EquatableArray<string>> registries = context
            .MetadataReferencesProvider.Select(
                static (reference, _) =>
                    new EquatableArray<string>(
                        ReferenceReader
                            .ReadTexts(reference, KnownNames.TypesNamespace, KnownNames.PartsExportAttributeName, 1)
                            .Select(static texts => texts[0])
                    )
            )
            .Where(static registries => registries.Count > 0)
            .Collect()
            .Select(
                static (all, _) =>
                    new EquatableArray<string>(
                        all.SelectMany(static registries => registries)
                            .Distinct(StringComparer.Ordinal)
                            .OrderBy(static registry => registry, StringComparer.Ordinal)
                    )
            )
            .WithTrackingName(StepNames.PartReferences);
        context.RegisterSourceOutput(registries, static (output, registries) =>
        {
            if (registries.Count > 0)
            {
                output.AddSource("ReferencedExperimentParts.g.cs", ExperimentPartEmitter.EmitReferenced(registries));
            }
        });
    }

    private static IncrementalValueProvider<EquatableArray<ExperimentPartModel>> Read(
        IncrementalGeneratorInitializationContext context,
        string attribute,
        bool isPlatform
    ) =>
        context
            .SyntaxProvider.ForAttributeWithMetadataName(
                attribute,
                static (node, _) => true,
                (context, _) =>
                    context.TargetSymbol is INamedTypeSymbol type
                    && context.Attributes[0].ConstructorArguments.FirstOrDefault().Value is string name
                        ? new ExperimentPartModel(
                            type.ContainingAssembly.Name,
                            isPlatform,
                            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
                            name
                        )
                        : null
            )
            .Where(static part => part is not null)
            .Collect()
            .Select(static (parts, _) => new EquatableArray<ExperimentPartModel>(parts!));
}
