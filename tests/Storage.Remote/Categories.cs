// The tests of operations run here a second time, on real nodes whose time passes five times as fast as the system's.
[assembly: AssemblyTrait(Category.Name, Category.RealTime)]
