using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Scalewright.Generators.Analysis;

/// <summary>Finds the programs that are handed to a provider, or to the kernel of the simulation.</summary>
internal static class ProgramBodies
{
    /// <summary>True for a call that runs the delegates it is given inside of a provider.</summary>
    public static bool IsRun(IMethodSymbol method) => method.Name switch
    {
        "RunAsync" => IsProvider(method.ContainingType) || method.ContainingType.AllInterfaces.Any(IsProvider),
        "Run" or "Start" => method.ContainingType.Name == "SimulationKernel" && KnownNames.IsIn(method.ContainingType, "Scalewright", "Providers", "Simulation", "Kernel"),
        "ExploreAsync" => method.ContainingType.Name == "Simulation" && KnownNames.IsIn(method.ContainingType, "Scalewright"),
        _ => false,
    };

    /// <summary>True for a method that a test's attribute runs inside of the simulation, by itself or as the check that the attribute names.</summary>
    public static bool IsTest(IMethodSymbol method) =>
        Fact(method) is not null || method.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(test => Fact(test) is { } fact && IsCheck(fact, method.Name));

    /// <summary>What an argument runs: a lambda, in place or in a variable, or the body of a method that the same file has. Else null.</summary>
    public static IOperation? Of(IOperation argument) => argument switch
    {
        IConversionOperation conversion => Of(conversion.Operand),
        IDelegateCreationOperation creation => Of(creation.Target),
        IAnonymousFunctionOperation lambda => lambda,
        ILocalReferenceOperation { Local: var local } => Declared(local, argument) is VariableDeclaratorSyntax { Initializer.Value: { } value }
            && argument.SemanticModel!.GetOperation(value) is { } given ? Of(given) : null,
        IMethodReferenceOperation { Method: var method } => Declared(method, argument) is { } body ? argument.SemanticModel!.GetOperation(body) : null,
        _ => null,
    };

    private static AttributeData? Fact(IMethodSymbol method) => method.GetAttributes().FirstOrDefault(static attribute =>
        attribute.AttributeClass is { Name: "SimulationFactAttribute" } type && KnownNames.IsIn(type, "Scalewright", "Testing"));

    private static bool IsCheck(AttributeData fact, string name) => fact.NamedArguments.Any(argument => argument.Key == "Check" && argument.Value.Value is string check && check == name);

    private static SyntaxNode? Declared(ISymbol symbol, IOperation user) =>
        symbol.DeclaringSyntaxReferences.FirstOrDefault(place => place.SyntaxTree == user.Syntax.SyntaxTree)?.GetSyntax();

    private static bool IsProvider(INamedTypeSymbol type) => type.Name == "IProvider" && KnownNames.IsIn(type, "Scalewright", "Providers");
}
