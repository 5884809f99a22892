using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Scalewright.Generators.Plugins;

namespace Scalewright.Generators.Analysis;

/// <summary>Finds calls of a plugin that lead, through other classes of the same compilation, to what a plugin may not do itself.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PluginCallAnalyzer : DiagnosticAnalyzer
{
    private const string Changes = "can change while the program runs";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.PluginCall];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static compilation =>
        {
            CallGraph calls = new(compilation.Compilation, DeedOf, PluginTypes.IsPluginCode);
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

    private static Deed? DeedOf(IOperation operation) => Use.Of(operation) is { } use
        ? new Deed(use.Name, Impurities.Deed(use.Rule), use.Place)
        : Use.MemberOf(operation) is { } member && (StaticState.Is(member) || StateChange.IsChange(operation))
        ? new Deed(Use.NameOf(member), Changes, operation.Syntax.GetLocation())
        : null;

    private static void Check(OperationAnalysisContext context, CallGraph calls)
    {
        if (Use.Of(context.Operation) is not null || Use.MemberOf(context.Operation) is not { } member)
        {
            return;
        }

        Location place = context.Operation.Syntax.GetLocation();
        if (StaticState.Is(member) || (!PluginTypes.IsPluginCode(member.ContainingType) && StateChange.IsChange(context.Operation)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.PluginCall, place, Use.NameOf(member), Changes));
        }
        else if (calls.Find(member) is { } found)
        {
            string how = $"leads to '{found.Name}', which {found.Text}";
            context.ReportDiagnostic(Diagnostic.Create(Rules.PluginCall, place, [found.Place], Use.NameOf(member), how));
        }
    }
}
