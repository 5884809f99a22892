// A complete program in one file: dotnet run quickstart.cs
// Outside of this repository, replace the projects with these three lines:
//   #:package Scalewright@0.1.0
//   #:package Scalewright.Phenix@0.1.0
//   #:property PublishAot=false
#:project ../../src/Sdk/Core/Scalewright.Core.csproj
#:project ../../src/Sdk/Phenix/Scalewright.Phenix.csproj

using Scalewright.Planning;
using Scalewright.Plugins;
using Scalewright.Plugins.WindTurbine;
using Scalewright.Profiles;
using Scalewright.Topologies;

Profile farm = Profile.Create("wind-farm")
    .UsePlugin(new WindTurbineOptions { ExternalNetwork = new("EXT", "10.10.0.0/16") })
    .WithCount(30)
    .WithContainersPerNode(18)
    .Build();

Topology topology = Topology.Create("demo").AddProfile(farm).Build();

Console.WriteLine($"{topology.NodeCount} nodes, {topology.ContainerCount} containers");
Console.Write(Planner.Plan(Topology.Empty, topology));
