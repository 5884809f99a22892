using System.Reflection;
using System.Runtime.CompilerServices;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;

namespace Scalewright.Testing.Facts;

internal static class FactMethod
{
    private const string Signature = "take a SimulationProvider, a CancellationToken, or both";

    public static IEnumerable<Problem> Check(MethodInfo method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        if (parameters.Length == 0)
        {
            yield return FactProblem.Create(method.Name, "it has no parameter", Signature);
        }

        foreach (ParameterInfo parameter in parameters.Where(parameter => !IsProvider(parameter) && !IsToken(parameter)))
        {
            yield return FactProblem.Create(
                method.Name,
                $"parameter '{parameter.Name}' is of type {parameter.ParameterType.Name}",
                Signature
            );
        }

        if (parameters.Count(IsProvider) > 1 || parameters.Count(IsToken) > 1)
        {
            yield return FactProblem.Create(method.Name, "two parameters are of the same kind", Signature);
        }

        if (method.IsGenericMethodDefinition)
        {
            yield return FactProblem.Create(method.Name, "it is generic", "leave the type parameters out");
        }

        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false))
        {
            yield return FactProblem.Create(method.Name, "it is async void, so its end is not observed", "make it async Task");
        }
        else if (
            method.ReturnType != typeof(void)
            && method.ReturnType != typeof(ValueTask)
            && !typeof(Task).IsAssignableFrom(method.ReturnType)
        )
        {
            yield return FactProblem.Create(method.Name, $"it returns {method.ReturnType.Name}", "return Task, ValueTask or nothing");
        }
    }

    /// <summary>Calls a method and waits until it completes.</summary>
    public static async Task CallAsync(
        MethodInfo method,
        object? instance,
        SimulationProvider provider,
        CancellationToken cancellationToken
    )
    {
        object?[] arguments = [.. method.GetParameters().Select(parameter => IsToken(parameter) ? (object)cancellationToken : provider)];
        switch (method.Invoke(method.IsStatic ? null : instance, BindingFlags.DoNotWrapExceptions, null, arguments, null))
        {
            case Task task:
                await task;
                break;
            case ValueTask task:
                await task;
                break;
        }
    }

    private static bool IsProvider(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(SimulationProvider) || parameter.ParameterType == typeof(IProvider);

    private static bool IsToken(ParameterInfo parameter) => parameter.ParameterType == typeof(CancellationToken);
}

internal static class FactProblem
{
    private static ProblemCode InvalidTestAttribute { get; } = new("SW7001", "invalid-test-attribute");

    public static Problem Create(string field, string found, string advice) => new(InvalidTestAttribute, found, advice) { Field = field };
}
