using Microsoft.CodeAnalysis.CSharp.Syntax;
using Scalewright.Generators.Options;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators;

[Generator]
internal sealed class ScalePluginGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        RegisterOwn(context);
        RegisterReferenced(context);
    }

    private static void RegisterOwn(IncrementalGeneratorInitializationContext context)
    {
        // Not ForAttributeWithMetadataName: it binds the attributes of every such class again after any edit.
        IncrementalValueProvider<EquatableArray<PluginModel>> plugins = context
            .SyntaxProvider.CreateSyntaxProvider(
                static (node, _) =>
                    node is ClassDeclarationSyntax { AttributeLists.Count: > 0 } or RecordDeclarationSyntax { AttributeLists.Count: > 0 },
                static (declaration, cancellationToken) =>
                    ReadCache.Read((TypeDeclarationSyntax)declaration.Node, declaration.SemanticModel, cancellationToken)
            )
            .WithTrackingName(StepNames.Plugin)
            .Where(static plugin => plugin is not null)
            .Collect()
            .Select(static (plugins, _) => PluginListEmitter.Sort(plugins!))
            .WithTrackingName(StepNames.Plugins);
        context.RegisterSourceOutput(plugins.Select(static (plugins, _) => PluginListEmitter.Entries(plugins)), static (output, plugins) =>
        {
            if (plugins.Count > 0)
            {
                output.AddSource("ScalePlugins.g.cs", PluginListEmitter.Emit(plugins));
            }
        });
        RegisterBinders(context, plugins);
    }

    private static void RegisterBinders(
        IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<EquatableArray<PluginModel>> plugins
    )
    {
        IncrementalValuesProvider<RecordModel> options = plugins
            .SelectMany(
                static (plugins, _) =>
                    plugins
                        .Select(static plugin => plugin.Options)
                        .OfType<RecordModel>()
                        .GroupBy(static options => options.Type, StringComparer.Ordinal)
                        .Select(static versions => versions.First())
            )
            .WithTrackingName(StepNames.Options);
        context.RegisterSourceOutput(options, static (output, options) =>
            output.AddSource(BinderEmitter.BinderName(options) + ".g.cs", BinderEmitter.Emit(options))
        );
    }

    private static void RegisterReferenced(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<EquatableArray<string>> registries = context
            .MetadataReferencesProvider.Select(static (reference, _) => ReferenceReader.Read(reference))
            .WithTrackingName(StepNames.Reference)
            .Where(static exports => exports.Count > 0)
            .Collect()
            .Select(
                static (exports, _) =>
                    new EquatableArray<string>(
                        exports
                            .SelectMany(static plugins => plugins)
                            .Select(static plugin => plugin.Registry)
                            .Distinct(StringComparer.Ordinal)
                            .OrderBy(static registry => registry, StringComparer.Ordinal)
                    )
            )
            .WithTrackingName(StepNames.References);
        context.RegisterSourceOutput(registries, static (output, registries) =>
        {
            if (registries.Count > 0)
            {
                output.AddSource("ReferencedPlugins.g.cs", ReferenceEmitter.Emit(registries));
            }
        });
    }
}
