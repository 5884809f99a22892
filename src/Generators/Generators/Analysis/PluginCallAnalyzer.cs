using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Finds calls of a plugin that lead, through other classes of the same compilation, to what a plugin may not do itself.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PluginCallAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.PluginCall];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static compilation =>
        {
            CallGraph calls = new(compilation.Compilation);
            compilation.RegisterSymbolStartAction(
                start =>
                {
                    if (PluginTypes.IsPluginCode((INamedTypeSymbol)start.Symbol))
                    {
                        start.RegisterOperationAction(context => Check(context, calls), Use.Kinds);
                    }
                },
                SymbolKind.NamedType);
        });
    }

    private static void Check(OperationAnalysisContext context, CallGraph calls)
    {
        if (Use.Of(context.Operation) is not null || Use.MemberOf(context.Operation) is not { } member)
        {
            return;
        }

        Location place = context.Operation.Syntax.GetLocation();
        if (CallGraph.IsState(member) || (!PluginTypes.IsPluginCode(member.ContainingType) && StateChange.IsChange(context.Operation)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.PluginCall, place, Use.NameOf(member), "can change while the program runs"));
        }
        else if (calls.Find(member) is { } found)
        {
            string how = $"leads to '{found.Name}', which {found.Deed}";
            context.ReportDiagnostic(Diagnostic.Create(Rules.PluginCall, place, [found.Place], Use.NameOf(member), how));
        }
    }
}
