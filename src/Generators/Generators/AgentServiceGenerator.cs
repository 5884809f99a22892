using Microsoft.CodeAnalysis.CSharp.Syntax;
using Scalewright.Generators.Services;

namespace Scalewright.Generators;

[Generator]
internal sealed class AgentServiceGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ServiceModel> services = context
            .SyntaxProvider.ForAttributeWithMetadataName(
                ServiceReader.AttributeName,
                static (node, _) => node is InterfaceDeclarationSyntax,
                static (marked, _) => ServiceReader.Read((INamedTypeSymbol)marked.TargetSymbol, marked.Attributes[0])
            )
            .Where(static service => service is not null)
            .Select(static (service, _) => service!)
            .WithTrackingName(StepNames.Service);
        context.RegisterSourceOutput(services, static (output, service) =>
        {
            string name = service.FullType.Replace("global::", "").Replace("@", "");
            output.AddSource(name + ".AgentService.g.cs", ServiceEmitter.EmitInterface(service));
            output.AddSource(name + ".AgentContract.g.cs", ServiceEmitter.EmitContract(service));
        });
    }
}
