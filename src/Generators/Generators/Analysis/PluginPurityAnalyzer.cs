using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Finds what makes a plugin depend on more than its profile: the clock, chance, threads, the outside.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PluginPurityAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Rules.PluginClock, Rules.PluginChance, Rules.PluginThread, Rules.PluginInputOutput];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolStartAction(
            static start =>
            {
                if (IsInPlugin((INamedTypeSymbol)start.Symbol))
                {
                    start.RegisterOperationAction(
                        Check,
                        OperationKind.Invocation,
                        OperationKind.ObjectCreation,
                        OperationKind.PropertyReference,
                        OperationKind.FieldReference,
                        OperationKind.MethodReference,
                        OperationKind.EventReference,
                        OperationKind.Await);
                }
            },
            SymbolKind.NamedType);
    }

    private static bool IsInPlugin(INamedTypeSymbol type) =>
        PluginTypes.IsPlugin(type) || (type.ContainingType is { } outer && IsInPlugin(outer));

    private static void Check(OperationAnalysisContext context)
    {
        if (context.Operation is IAwaitOperation)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.PluginThread, context.Operation.Syntax.GetLocation(), "await"));
            return;
        }

        ISymbol? member = MemberOf(context.Operation);
        if (member?.ContainingType is { } type && Impurities.RuleFor(member.OriginalDefinition, type.OriginalDefinition) is { } rule)
        {
            string name = member.Name == ".ctor" ? $"new {type.Name}" : $"{type.Name}.{member.Name}";
            context.ReportDiagnostic(Diagnostic.Create(rule, context.Operation.Syntax.GetLocation(), name));
        }
    }

    private static ISymbol? MemberOf(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => invocation.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        IMemberReferenceOperation reference => reference.Member,
        _ => null,
    };
}
