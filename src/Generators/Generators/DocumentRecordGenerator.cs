using Microsoft.CodeAnalysis.CSharp.Syntax;
using Scalewright.Generators.Documents;

namespace Scalewright.Generators;

/// <summary>Generates the readers of records that are maps of a definition.</summary>
[Generator]
public sealed class DocumentRecordGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<EquatableArray<DocumentRecordModel>> records = context
            .SyntaxProvider.ForAttributeWithMetadataName(
                KnownNames.DocumentRecordAttribute,
                static (node, _) => node is RecordDeclarationSyntax,
                static (found, _) => DocumentRecordModel.Read((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0])
            )
            .Where(static record => record is not null)
            .Collect()
            .Select(
                static (records, _) =>
                    new EquatableArray<DocumentRecordModel>(records!.OrderBy(static record => record!.Record.Type, StringComparer.Ordinal)!)
            )
            .WithTrackingName(StepNames.DocumentRecords);
        context.RegisterSourceOutput(records, static (output, records) =>
        {
            if (records.Count > 0)
            {
                output.AddSource("DocumentRecords.g.cs", DocumentRecordEmitter.Emit(records));
            }
        });
    }
}
